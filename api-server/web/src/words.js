// What went wrong, as {field, problem, fix}: which field of the page it is about, what is the matter, and what to do.

const RELAY = /^turns?:[^\s?]+(\?transport=(udp|tcp))?$/;

/** What is wrong with what was typed into the form; empty when nothing is. */
export function signInProblems({user, password, relay, relayUser, relayPassword}) {
  const problems = [];
  if (!user) {
    problems.push({field: 'user', problem: 'is empty', fix: 'Write the part of your address before the @, as in alice.'});
  } else if (/[\s<>"]/.test(user)) {
    problems.push({field: 'user', problem: 'holds a character that no address has', fix: 'Write the part of your address before the @, as in alice.'});
  }
  if (!password) {
    problems.push({field: 'password', problem: 'is empty', fix: 'Write the password of your telephone account.'});
  }
  if (relay && !RELAY.test(relay)) {
    problems.push({field: 'relay', problem: 'is no address of a TURN server', fix: 'Write it as turn:relay.example.com:3478 or turns:relay.example.com:5349?transport=tcp, or leave it empty.'});
  }
  if (relay && !(relayUser && relayPassword)) {
    problems.push({field: relayUser ? 'relay-password' : 'relay-user', problem: 'is empty, and a relay asks for it', fix: 'Write what your administrator gave you, or empty the field Relay.'});
  }
  return problems;
}

/** The part before the @, whatever form of an address was typed. */
export const userOf = text => text.trim().replace(/^sips?:/i, '').split('@')[0];

/** The address to call for what was typed: a name or number of the domain, or an address. */
export function target(typed, domain) {
  const text = typed.trim().replace(/^sips?:/i, '');
  if (!text) {
    return {problem: {field: 'target', problem: 'is empty', fix: 'Write a name, a number or an address, as in bob or +14155550100.'}};
  }
  const number = text.replace(/[\s().-]/g, '');
  if (/^\+?[0-9*#]+$/.test(number)) {
    return {uri: `sip:${number.replaceAll('#', '%23')}@${domain}`};
  }
  if (/[\s<>"]/.test(text) || (text.match(/@/g) ?? []).length > 1 || text.startsWith('@') || text.endsWith('@')) {
    return {problem: {field: 'target', problem: 'is no address', fix: 'Write a name, a number or an address, as in bob, +14155550100 or bob@example.com.'}};
  }
  return {uri: `sip:${text.includes('@') ? text : `${text}@${domain}`}`};
}

/** Why a call cannot even begin. */
export const noNetwork = {field: 'target', problem: 'was not called, for this browser finds no network to talk through',
  fix: 'Connect this machine to a network; loopback alone is not enough for browsers.'};

/** Why the server did not register us. */
export function registrationFailure(status, reason) {
  switch (status) {
    case 401: case 403: case 407:
      return {field: 'password', problem: 'or user name was not accepted', fix: 'Check both; capitals count. After many wrong attempts the server waits before it listens again.'};
    case 404:
      return {field: 'user', problem: 'is not known to this server', fix: 'Check the spelling, or ask your administrator for an account.'};
    case 429: case 503:
      return {field: 'user', problem: 'was not let in: the server is busy', fix: 'Try again in a minute.'};
    default:
      return {field: 'user', problem: `was not registered (${status ? `${status} ` : ''}${reason})`, fix: 'Tell your administrator what stands here.'};
  }
}

/** Why there is no connection to the server. */
export function connectionFailure(server, page) {
  const secure = server.startsWith('wss:');
  return {field: 'server', problem: `does not answer at ${server}`,
    fix: `Check that it runs, ${secure ? 'that this browser trusts its certificate, ' : ''}and that pages of ${page} may connect (sip.origins).`};
}

/** Why a call was ended that had begun: by this browser, or as the server says in the Reason of its BYE (RFC 3326). */
function cutOff(cause, reason) {
  const said = /(?:^|,)\s*SIP\s*;[^,]*?cause\s*=\s*(\d{3})/i.exec(reason ?? '')?.[1];
  if (cause === 'RTP Timeout' || cause === 'Terminated' && said === '480') {
    return {field: 'target', problem: 'was cut off: no way for sound was found, or the way there was is gone',
      fix: 'Try another network, or sign in with a relay (below Connection); your administrator can offer one to all (turn), or connections by TCP (media.ice.tcp).'};
  }
  if (cause === 'Terminated' && said === '488') {
    return {field: 'target', problem: 'was cut off: no keys to encrypt it were agreed on', fix: 'Call again, and tell your administrator if that does not help.'};
  }
  return null;
}

/**
 * Why a call did not come about or ended; null where nothing went wrong.
 *
 * reason is that of a BYE, if it has one.
 */
export function callFailure({status, cause, originator, answered = false, reason}) {
  const cut = answered ? cutOff(cause, reason) : null;
  if (cut) {
    return cut;
  }
  if (cause === 'Canceled' || cause === 'Terminated' || originator === 'local' && cause === 'Rejected') {
    return null;
  }
  if (answered) {
    return {field: 'target', problem: `was cut off (${cause})`, fix: 'Call again.'};
  }
  const by = {
    403: ['was not allowed', 'Ask your administrator what you may call.'],
    404: ['is nobody the server knows', 'Check the spelling.'],
    408: ['did not answer', 'Try again later.'],
    410: ['is not in use any more', 'Ask for the new number.'],
    416: ['is of a kind this server does not call', 'Write a name, a number or an address, as in bob or +14155550100.'],
    480: ['cannot be reached now: no phone of theirs is registered', 'Try again later.'],
    484: ['is too short for a number', 'Write all of it.'],
    486: ['is busy', 'Try again later.'],
    488: ['has no codec or no encryption in common with this browser', 'Ask your administrator for PCMU or PCMA, and media.security auto.'],
    503: ['was not called: the server is busy', 'Try again in a minute.'],
    600: ['is busy', 'Try again later.'],
    603: ['declined', 'Try again later.'],
  }[status];
  if (by) {
    return {field: 'target', problem: by[0], fix: by[1]};
  }
  switch (cause) {
    case 'Connection Error':
    case 'Request Timeout':
      return {field: 'server', problem: 'did not answer', fix: 'Check your network; the page connects again by itself.'};
    case 'WebRTC Error':
    case 'Bad Media Description':
      return {field: 'target', problem: 'was answered with media this browser does not understand', fix: 'Tell your administrator.'};
    case 'No Answer':
      return {field: 'target', problem: 'did not answer', fix: 'Try again later.'};
    default:
      return {field: 'target', problem: `could not be called (${status ? `${status} ` : ''}${cause})`, fix: 'Tell your administrator what stands here.'};
  }
}

/** What became of the microphone of a call that goes on. */
export const microphoneGone = {field: 'microphone', problem: 'is gone; the one of the system is used now', fix: 'Plug it in again, or choose another.'};

/** Why sound does not come from the speaker that was chosen. */
export function speakerFailure(error) {
  return error?.name === 'NotFoundError'
    ? {field: 'speaker', problem: 'was not found', fix: 'Plug it in, or choose another.'}
    : {field: 'speaker', problem: `could not be used (${error?.name ?? 'for no known reason'})`, fix: 'Choose another; sound comes from the one before.'};
}

/** Why there is no microphone. */
export function microphoneFailure(error) {
  switch (error?.name) {
    case 'NotAllowedError':
      return {field: 'microphone', problem: 'may not be used by this page', fix: 'Allow it: click the sign before the address of the page, set Microphone to Allow, and try again.'};
    case 'NotFoundError':
    case 'OverconstrainedError':
      return {field: 'microphone', problem: 'was not found', fix: 'Plug one in, or choose another.'};
    case 'NotReadableError':
    case 'AbortError':
      return {field: 'microphone', problem: 'is used by another program, or does not work', fix: 'Close the other program, or choose another.'};
    case 'InsecureContext':
      return {field: 'microphone', problem: 'is out of reach, because this page came unencrypted', fix: 'Open the page by https://, or on the server itself at http://127.0.0.1.'};
    default:
      return {field: 'microphone', problem: `could not be opened (${error?.name ?? 'for no known reason'})`, fix: 'Choose another, or reload the page.'};
  }
}
