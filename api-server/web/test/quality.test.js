import {test} from 'node:test';
import assert from 'node:assert/strict';
import {Quality, mos, readReport, wordFor} from '../src/quality.js';

/** A report as browsers give it, after so many packets. */
function report({received, lost = 0, rtt = 0.04, codec = 'audio/PCMA', jitter = 0.002, cipher = 'AES_CM_128_HMAC_SHA1_80', dtlsState = 'connected'}) {
  const parts = [
    {id: 'I', type: 'inbound-rtp', kind: 'audio', packetsReceived: received, packetsLost: lost, jitter, codecId: 'C',
      jitterBufferDelay: received * 160 * 0.03, jitterBufferEmittedCount: received * 160},
    {id: 'R', type: 'remote-inbound-rtp', kind: 'audio', roundTripTime: rtt, fractionLost: 0.05},
    {id: 'C', type: 'codec', mimeType: codec, clockRate: 8000},
    {id: 'T', type: 'transport', dtlsState, ...(cipher && {srtpCipher: cipher}), selectedCandidatePairId: 'P'},
    {id: 'P', type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 0.001, localCandidateId: 'L'},
    {id: 'L', type: 'local-candidate', candidateType: 'srflx', protocol: 'udp'},
  ];
  return new Map(parts.map(part => [part.id, part]));
}

test('the score is that of the E-model', () => {
  // R 93.2, and 93.2 - 0.024 * 100 - 95 * 5 / 30.1, by hand
  assert.equal(mos('PCMU', 0, 0).toFixed(2), '4.41');
  assert.equal(mos('PCMU', 100, 5).toFixed(2), '3.82');
  assert.ok(mos('PCMA', 400, 0) < mos('PCMA', 177, 0) - 0.5, 'long delays hurt more');
  assert.equal(mos('PCMA', 2000, 100), 1);
});

test('a codec nothing is known of has no score', () => {
  assert.equal(mos('OPUS', 0, 0), null);
});

test('figures are those of the report', () => {
  const read = readReport(report({received: 100}));
  assert.equal(read.rttMillis, 40);
  assert.equal(read.jitterMillis, 2);
  assert.equal(read.lostThere, 0.05);
  assert.equal(read.codec, 'PCMA');
  assert.equal(read.path, 'through a NAT, UDP');
});

test('loss is that of the last ten seconds', () => {
  const quality = new Quality();
  quality.add(report({received: 0}), 0);
  assert.equal(quality.add(report({received: 450, lost: 50}), 10_000).lossPercent, 10);
  assert.equal(quality.add(report({received: 950, lost: 50}), 20_000).lossPercent, 0);
});

test('there is no score before there is something to measure', () => {
  const quality = new Quality();
  quality.add(report({received: 0}), 0);
  assert.equal(quality.add(report({received: 49}), 1000).mos, null);
  const figures = quality.add(report({received: 100}), 2000);
  // one way: 20 ms, a packet of 20 ms, 30 ms in the jitter buffer
  assert.equal(figures.mos, mos('PCMA', 70, 0));
});

test('without a round trip there is no score', () => {
  const silent = report({received: 100});
  silent.delete('R');
  silent.get('P').currentRoundTripTime = undefined;
  const figures = new Quality().add(silent, 0);
  assert.equal(figures.rttMillis, null);
  assert.equal(figures.mos, null);
});

test('media is encrypted when keys were agreed, and not before', () => {
  assert.equal(new Quality().add(report({received: 1}), 0).encrypted, true);
  assert.equal(new Quality().add(report({received: 1, dtlsState: 'connecting'}), 0).encrypted, false);
  assert.equal(new Quality().add(report({received: 1, cipher: null}), 0).encrypted, false);
});

test('an empty report measures nothing', () => {
  const figures = new Quality().add(new Map(), 0);
  assert.deepEqual([figures.mos, figures.rttMillis, figures.lossPercent, figures.codec, figures.encrypted], [null, null, null, null, null]);
});

test('scores have words', () => {
  assert.deepEqual([4.3, 3.7, 3.2, 1].map(wordFor), ['good', 'fair', 'poor', 'bad']);
});
