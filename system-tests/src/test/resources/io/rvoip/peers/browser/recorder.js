// Keeps what a page hears at 8 kHz, call by call, and tells how much there is.
const RATE = 8000;
const heard = [];

function record(call, stream) {
  const element = Object.assign(new Audio(), {srcObject: stream, muted: true}); // without one, Chromium decodes nothing
  element.play();
  const context = new AudioContext({sampleRate: RATE});
  const recorder = context.createScriptProcessor(1024, 1, 1);
  const samples = [];
  heard.push(samples);
  recorder.onaudioprocess = event => {
    samples.push(...event.inputBuffer.getChannelData(0).map(sample => Math.round(sample * 32767)));
    if (samples.length % RATE < recorder.bufferSize) {
      tell(`${call} heard ${Math.floor(samples.length / RATE)} s`);
    }
  };
  context.createMediaStreamSource(stream).connect(recorder);
  recorder.connect(context.destination);
}

const recording = () => heard.reduce((one, other) => one.length > other.length ? one : other, []);
