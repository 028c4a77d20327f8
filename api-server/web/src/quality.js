// What a call sounds like, from what the browser measures (RTCPeerConnection.getStats).

/** Ie and Bpl of ITU-T G.113 Appendix I; codecs without such values get no estimate. */
const CODECS = {PCMU: {impairment: 0, robustness: 25.1}, PCMA: {impairment: 0, robustness: 25.1}};
const PACKET_MILLIS = 20;
const WINDOW_MILLIS = 10_000;
const ENOUGH_PACKETS = 50;

/** The mean opinion score of ITU-T G.107 that delay and loss alone would cause, 1 to 4.5; null for codecs it knows nothing of. */
export function mos(codec, delayMillis, lossPercent) {
  const known = CODECS[codec];
  if (!known) {
    return null;
  }
  const byDelay = 0.024 * delayMillis + 0.11 * Math.max(0, delayMillis - 177.3);
  const byLoss = known.impairment + (95 - known.impairment) * lossPercent / (lossPercent + known.robustness);
  const rating = Math.max(0, 93.2 - byDelay - byLoss);
  return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
}

/** The parts of a report that are about the audio of a call; a browser may lack any of them. */
export function readReport(report) {
  const all = [...report.values()];
  const find = (type, test = () => true) => all.find(one => one.type === type && test(one));
  const audio = one => (one.kind ?? one.mediaType) === 'audio';
  const inbound = find('inbound-rtp', audio);
  const transport = find('transport');
  const pair = report.get(transport?.selectedCandidatePairId) ?? find('candidate-pair', one => one.nominated && one.state === 'succeeded');
  const codec = report.get(inbound?.codecId);
  return {
    received: inbound?.packetsReceived ?? 0,
    lost: Math.max(0, inbound?.packetsLost ?? 0),
    jitterMillis: inbound?.jitter === undefined ? null : inbound.jitter * 1000,
    bufferSeconds: inbound?.jitterBufferDelay ?? 0,
    bufferSamples: inbound?.jitterBufferEmittedCount ?? 0,
    rttMillis: millis(find('remote-inbound-rtp', audio)?.roundTripTime ?? pair?.currentRoundTripTime),
    lostThere: find('remote-inbound-rtp', audio)?.fractionLost ?? null,
    codec: codec?.mimeType?.split('/')[1]?.toUpperCase() ?? null,
    rate: codec?.clockRate ?? null,
    dtls: transport?.dtlsState ?? null,
    cipher: transport?.srtpCipher ?? null,
    path: pathOf(report.get(pair?.localCandidateId)),
  };
}

const millis = seconds => seconds === undefined ? null : seconds * 1000;

function pathOf(candidate) {
  if (!candidate) {
    return null;
  }
  const kind = {host: 'direct', srflx: 'through a NAT', prflx: 'through a NAT', relay: 'by a relay'}[candidate.candidateType] ?? candidate.candidateType;
  return `${kind}, ${(candidate.relayProtocol ?? candidate.protocol ?? '').toUpperCase()}`;
}

/** Follows one call: each report makes figures of the last ten seconds. */
export class Quality {
  #samples = [];

  /** @returns figures for people; what was not measured is null */
  add(report, now) {
    const sample = {...readReport(report), now};
    this.#samples.push(sample);
    this.#samples = this.#samples.filter(one => now - one.now <= WINDOW_MILLIS);
    const first = this.#samples[0];
    const received = sample.received - first.received;
    const lost = Math.max(0, sample.lost - first.lost);
    const lossPercent = received + lost > 0 ? 100 * lost / (received + lost) : null;
    const delay = sample.rttMillis === null ? null
      : sample.rttMillis / 2 + PACKET_MILLIS + bufferMillis(first, sample);
    const enough = sample.received >= ENOUGH_PACKETS && lossPercent !== null && delay !== null && sample.codec !== null;
    return {
      rttMillis: sample.rttMillis, lossPercent, jitterMillis: sample.jitterMillis,
      lostThere: sample.lostThere === null ? null : sample.lostThere * 100,
      codec: sample.codec, rate: sample.rate, path: sample.path, packets: sample.received,
      encrypted: sample.dtls === null ? null : sample.dtls === 'connected' && sample.cipher !== null, cipher: sample.cipher,
      mos: enough ? mos(sample.codec, delay, lossPercent) : null,
    };
  }
}

function bufferMillis(first, last) {
  const samples = last.bufferSamples - first.bufferSamples;
  return samples > 0 ? 1000 * (last.bufferSeconds - first.bufferSeconds) / samples : 0;
}

/** A word for a score, as telephony people use them. */
export const wordFor = score => score >= 4 ? 'good' : score >= 3.6 ? 'fair' : score >= 3.1 ? 'poor' : 'bad';
