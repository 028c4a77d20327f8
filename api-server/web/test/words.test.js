import {test} from 'node:test';
import assert from 'node:assert/strict';
import {callFailure, connectionFailure, microphoneFailure, microphoneGone, noNetwork, registrationFailure, signInProblems, speakerFailure, target, userOf} from '../src/words.js';

const complete = {user: 'alice', password: 'secret', relay: '', relayUser: '', relayPassword: ''};
const fields = problems => problems.map(({field}) => field);

test('a complete form has no problems', () => {
  assert.deepEqual(signInProblems(complete), []);
  assert.deepEqual(signInProblems({...complete, relay: 'turns:r.example.com:5349?transport=tcp', relayUser: 'u', relayPassword: 'p'}), []);
});

test('problems name their fields, in the order of the form', () => {
  assert.deepEqual(fields(signInProblems({...complete, user: '', password: ''})), ['user', 'password']);
  assert.deepEqual(fields(signInProblems({...complete, user: 'a b'})), ['user']);
  assert.deepEqual(fields(signInProblems({...complete, relay: 'relay.example.com'})), ['relay', 'relay-user']);
  assert.deepEqual(fields(signInProblems({...complete, relay: 'turn:r', relayUser: 'u'})), ['relay-password']);
});

test('every problem comes with what to do', () => {
  const all = [noNetwork, ...signInProblems({...complete, user: '', password: '', relay: 'x'}), target('', 'd').problem, target('a b', 'd').problem,
    ...[401, 403, 404, 503, 500].map(status => registrationFailure(status, 'Reason')), connectionFailure('wss://x', 'https://x'),
    ...[403, 404, 408, 480, 484, 486, 488, 503, 603, 500].map(status => callFailure({status, cause: 'Rejected', originator: 'remote'})),
    ...['NotAllowedError', 'NotFoundError', 'NotReadableError', 'InsecureContext', 'Strange'].map(name => microphoneFailure({name})),
    microphoneGone, ...['NotFoundError', 'NotAllowedError'].map(name => speakerFailure({name})),
    ...['SIP;cause=480', 'SIP;cause=488'].map(reason => callFailure({cause: 'Terminated', originator: 'remote', answered: true, reason}))];
  for (const {field, problem, fix} of all) {
    assert.match(field, /^[a-z-]+$/);
    assert.ok(problem.length > 5 && !problem.endsWith('.'), problem);
    assert.match(fix, /^[A-Z].*\.$/);
  }
});

test('users may type their whole address', () => {
  assert.equal(userOf(' sip:alice@example.com '), 'alice');
  assert.equal(userOf('alice'), 'alice');
});

test('names, numbers and addresses can be called', () => {
  assert.equal(target('bob', 'example.com').uri, 'sip:bob@example.com');
  assert.equal(target('bob@other.test', 'example.com').uri, 'sip:bob@other.test');
  assert.equal(target('sip:bob@other.test', 'example.com').uri, 'sip:bob@other.test');
  assert.equal(target('+1 (415) 555-0100', 'example.com').uri, 'sip:+14155550100@example.com');
  assert.equal(target('*21#', 'example.com').uri, 'sip:*21%23@example.com');
});

test('what is no address is not called', () => {
  for (const typed of ['', '  ', 'bob smith', 'a@b@c', '@example.com', 'bob@', '<bob>']) {
    assert.equal(target(typed, 'example.com').problem?.field, 'target', typed);
  }
});

test('who gives up has no failure', () => {
  assert.equal(callFailure({cause: 'Canceled', originator: 'local'}), null);
  assert.equal(callFailure({cause: 'Rejected', originator: 'local'}), null);
  assert.equal(callFailure({cause: 'Terminated', originator: 'remote', answered: true}), null);
});

test('a call that breaks off has one', () => {
  assert.equal(callFailure({cause: 'Dialog Error', originator: 'local', answered: true}).problem, 'was cut off (Dialog Error)');
  assert.equal(callFailure({cause: 'Connection Error', originator: 'local'}).field, 'server');
});

test('a call without a way for sound says so, whoever ends it', () => {
  const ended = reason => callFailure({cause: 'Terminated', originator: 'remote', answered: true, reason});
  for (const failure of [ended('SIP;cause=480;text="no media path",Q.850;cause=20'), ended('Q.850;cause=20, SIP ; cause=480'),
    callFailure({cause: 'RTP Timeout', originator: 'local', answered: true})]) {
    assert.match(failure.problem, /no way for sound/);
    assert.match(failure.fix, /relay/);
  }
  assert.match(ended('SIP;cause=488;text="Not Acceptable Here"').problem, /keys/);
});

test('whoever just hangs up has no failure, whatever the telephone network calls it', () => {
  for (const reason of [undefined, '', 'Q.850;cause=16;text="Terminated"', 'SIP;cause=200;text="OK"', 'Q.850;cause=480']) {
    assert.equal(callFailure({cause: 'Terminated', originator: 'remote', answered: true, reason}), null, reason);
  }
});
