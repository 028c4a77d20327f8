// Microphones and speakers.
import {microphoneFailure} from './words.js';

/** Whether the browser lets pages choose a speaker. */
export const speakersCanBeChosen = 'setSinkId' in HTMLMediaElement.prototype;

/** A problem for the page in place of an error of the browser. */
export class DeviceError extends Error {
  constructor(problem) {
    super(problem.problem);
    this.problem = problem;
  }
}

/** What there is: {microphones, speakers, named}; without permission the browser keeps the names to itself. */
export async function list() {
  const all = await navigator.mediaDevices?.enumerateDevices() ?? [];
  const of = kind => all.filter(device => device.kind === kind && device.deviceId && device.deviceId !== 'default');
  return {microphones: of('audioinput'), speakers: of('audiooutput'), named: all.some(device => device.label)};
}

/** Opens a microphone; the empty id is the one of the system. */
export async function open(id) {
  if (!navigator.mediaDevices) {
    throw new DeviceError(microphoneFailure({name: 'InsecureContext'}));
  }
  try {
    return await navigator.mediaDevices.getUserMedia({audio: id ? {deviceId: {exact: id}} : true});
  } catch (error) {
    throw new DeviceError(microphoneFailure(error));
  }
}

/** Tells when a device is gone; not when we close the stream ourselves. */
export const watchEnd = (stream, tell) => stream.getAudioTracks().forEach(track => track.addEventListener('ended', tell, {once: true}));

export const close = stream => stream?.getTracks().forEach(track => track.stop());

/** Tells how loud a stream is, 0 to 1, ten times a second; returns what ends that. */
export function watchLevel(stream, tell) {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, {fftSize: 1024});
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    tell(Math.min(1, Math.sqrt(power) * 4));
  }, 100);
  return () => {
    clearInterval(timer);
    context.close();
    tell(0);
  };
}
