// The sounds a telephone makes by itself: ringing, being rung, a key, a test. Made here; no files.

/** Plays through an audio element of its own, so that tones go to the speaker that was chosen. */
export class Tones {
  #context;
  #element = new Audio();
  #stop = null;

  /** Where tones go; the empty id is the speaker of the system. */
  async sink(id) {
    await this.#element.setSinkId?.(id);
  }

  #output() {
    if (!this.#context) {
      this.#context = new AudioContext();
      const out = this.#context.createMediaStreamDestination();
      this.#element.srcObject = out.stream;
      this.#context.out = out;
    }
    this.#context.resume();
    this.#element.play().catch(() => {}); // a page nobody has touched yet may make no sound
    return this.#context;
  }

  /** Frequencies for so many seconds, at a tenth of full loudness, without clicks. */
  #beep(frequencies, seconds, loudness = 0.1) {
    const context = this.#output();
    const gain = new GainNode(context, {gain: 0});
    const now = context.currentTime;
    gain.gain.setTargetAtTime(loudness / frequencies.length, now, 0.005);
    gain.gain.setTargetAtTime(0, now + seconds, 0.005);
    gain.connect(context.out);
    for (const frequency of frequencies) {
      const oscillator = new OscillatorNode(context, {frequency});
      oscillator.connect(gain);
      oscillator.start();
      oscillator.stop(now + seconds + 0.1);
    }
  }

  #repeat(frequencies, seconds, everyMillis, loudness) {
    this.silence();
    const play = () => this.#beep(frequencies, seconds, loudness);
    play();
    const timer = setInterval(play, everyMillis);
    this.#stop = () => clearInterval(timer);
  }

  /** The far end rings. */
  ringback() {
    this.#repeat([425], 1, 5000);
  }

  /** We are called. */
  ring() {
    this.#repeat([660, 880], 0.8, 2500, 0.3);
  }

  /** A key of the dial pad (ITU-T Q.23). */
  key(sign) {
    const at = '123A456B789C*0#D'.indexOf(sign);
    this.#beep([[697, 770, 852, 941][at >> 2], [1209, 1336, 1477, 1633][at & 3]], 0.12);
  }

  /** One second to try a speaker with. */
  test() {
    this.#beep([440], 1, 0.2);
  }

  silence() {
    this.#stop?.();
    this.#stop = null;
  }
}
