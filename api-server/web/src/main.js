// The page: joins the telephone to the elements, the keyboard and the devices.
import * as devices from './devices.js';
import {Phone} from './phone.js';
import {wordFor} from './quality.js';
import {Tones} from './tones.js';
import {$, clearProblems, clock, element, figureRows, fillRows, fillSelect, show, showProblems} from './view.js';
import {signInProblems, speakerFailure, target, userOf} from './words.js';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
const TRY_MILLIS = 6000;
const MOST_RECENT = 10;
const STATES = {calling: 'Calling', ringing: 'Ringing at', incoming: 'Call from', talking: 'Talking with'};

const phone = new Phone();
const tones = new Tones();
let settings = {domain: location.hostname, servers: [], relays: false, iceServers: []};
let endLevel = () => {};
let clockTimer;

// What the server says of itself.

/** Pages that came encrypted may not connect in the clear; others do so rather than meet a certificate nobody has accepted. */
function usable(servers) {
  const secure = servers.filter(url => url.startsWith('wss:'));
  return location.protocol === 'https:' ? secure : [...servers.filter(url => url.startsWith('ws:')), ...secure];
}

/** Why nobody can sign in here; null: they can. */
let obstacle = null;

async function load() {
  try {
    const answer = await fetch('/phone/settings.json', {cache: 'no-store'});
    const told = await answer.json();
    settings = {...told, servers: usable(told.servers)};
    if (settings.servers.length === 0) {
      obstacle = {field: 'server', problem: 'has no address this page may connect to', fix: 'Give the platform a listener with wss:// (sip.listen).'};
    }
  } catch {
    obstacle = {field: 'server', problem: 'did not say where it is', fix: 'Check that it runs, and reload the page.'};
  }
  $('domain').textContent = settings.domain;
  fillSelect($('server'), settings.servers.map(url => ({value: url, text: url})));
  if (obstacle) {
    showProblems([obstacle]);
  }
}

const loaded = load();

// Signing in.

function relays() {
  const url = $('relay').value.trim();
  return url ? [{urls: [url], username: $('relay-user').value, credential: $('relay-password').value}] : [];
}

$('sign-in').addEventListener('submit', async event => {
  event.preventDefault();
  clearProblems();
  const typed = {user: userOf($('user').value), password: $('password').value, relay: $('relay').value.trim(),
    relayUser: $('relay-user').value, relayPassword: $('relay-password').value};
  const problems = signInProblems(typed);
  if (problems.length > 0) {
    showProblems(problems);
    return;
  }
  $('enter').disabled = true; // whoever is quicker than the settings waits for them
  await loaded;
  $('enter').disabled = false;
  if (obstacle) {
    showProblems([obstacle]);
    return;
  }
  phone.signIn({server: $('server').value, domain: settings.domain, user: typed.user, password: typed.password,
    iceServers: [...settings.iceServers, ...relays()], relays: settings.relays});
});

$('sign-out').addEventListener('click', () => {
  phone.hangUp();
  phone.signOut();
  $('user').focus();
});

phone.addEventListener('account', ({detail: account}) => {
  const name = account.uri?.replace('sip:', '');
  $('account').textContent = {
    off: 'Not signed in',
    connecting: `Signing in as ${name} …`,
    registered: `Signed in as ${name}${account.secure ? ', encrypted' : ', not encrypted'}`,
    lost: 'No connection to the server; trying again',
  }[account.state];
  document.body.dataset.account = account.state;
  const inside = account.state === 'registered' || account.state === 'lost';
  const entered = inside && $('phone').hidden;
  if (entered) {
    $('password').value = '';
    clearProblems();
  }
  $('enter').disabled = account.state === 'connecting';
  show('sign-in', !inside);
  show('phone', inside);
  show('sign-out', account.state !== 'off');
  if (entered) {
    $('target').focus();
  }
});

// In a call the keys stay those of the call.
phone.addEventListener('problem', ({detail}) => showProblems([detail], !phone.call));

// Calls.

const trying = action => async () => {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof devices.DeviceError)) {
      throw error;
    }
    showProblems([error.problem]);
  }
};

$('dial').addEventListener('submit', event => {
  event.preventDefault();
  clearProblems();
  const {uri, problem} = target($('target').value, settings.domain);
  if (problem) {
    showProblems([problem]);
  } else {
    trying(() => phone.dial(uri))();
  }
});
$('answer').addEventListener('click', trying(() => phone.answer()));
$('hang-up').addEventListener('click', () => phone.hangUp());
$('mute').addEventListener('click', () => phone.toggleMute());
$('hold').addEventListener('click', () => phone.toggleHold());

function soundOf(call) {
  tones.silence();
  if (call?.state === 'incoming') {
    tones.ring();
  } else if (call?.state === 'ringing') {
    tones.ringback();
  }
}

let sounding;
phone.addEventListener('call', ({detail: call}) => {
  const state = call?.state ?? 'idle';
  if (state !== sounding) {
    sounding = state;
    soundOf(call);
    stateChanged(call);
  }
  if (call) {
    const held = call.held || call.heldThere;
    $('call-state').textContent = call.held ? 'On hold' : call.heldThere ? 'Has put you on hold' : STATES[call.state];
    document.body.dataset.held = held;
    press('mute', call.muted, 'Muted', 'Mute');
    press('hold', call.held, 'Resume', 'Hold');
    $('hold').disabled = call.changing;
  }
});

function press(id, pressed, yes, no) {
  $(id).setAttribute('aria-pressed', pressed);
  $(id).textContent = pressed ? yes : no;
}

function stateChanged(call) {
  document.body.dataset.call = call?.state ?? 'idle';
  show('dial', !call);
  show('call', Boolean(call));
  show('answer', call?.state === 'incoming');
  show('mute', call?.state === 'talking');
  show('hold', call?.state === 'talking');
  show('keys', call?.state === 'talking');
  show('pad', call?.state !== 'incoming');
  show('quality', call?.state === 'talking');
  clearInterval(clockTimer);
  $('call-time').textContent = '';
  document.title = call?.state === 'incoming' ? `${call.party} calls` : call ? `${call.party} – Phone` : 'Phone';
  if (!call) {
    $('target').focus();
    return;
  }
  clearProblems();
  $('call-party').textContent = call.name ? `${call.name} (${call.party})` : call.party;
  $('hang-up').textContent = {incoming: 'Decline', talking: 'Hang up'}[call.state] ?? 'Give up';
  $(call.state === 'incoming' ? 'answer' : 'hang-up').focus();
  if (call.state === 'talking') {
    $('score').textContent = 'Listening …';
    $('figures').replaceChildren();
    const tick = () => { $('call-time').textContent = clock(Math.floor((Date.now() - phone.call.since) / 1000)); };
    tick();
    clockTimer = setInterval(tick, 1000);
  }
}

phone.addEventListener('quality', ({detail: figures}) => {
  $('score').textContent = figures.mos === null
    ? figures.codec && figures.packets > 0 ? `No estimate for ${figures.codec} yet` : 'Nothing heard yet'
    : `${figures.mos.toFixed(1)} of 5, ${wordFor(figures.mos)}`;
  $('score').dataset.word = figures.mos === null ? '' : wordFor(figures.mos);
  fillRows($('figures'), figureRows(figures));
});

phone.addEventListener('ended', ({detail: {call, answered, by, failure, seconds}}) => {
  if (failure) {
    showProblems([failure]);
  }
  const what = answered ? clock(seconds) : call.direction === 'incoming' ? by === 'local' ? 'declined' : 'missed' : 'not answered';
  const again = element('button', call.party, {type: 'button'});
  again.addEventListener('click', () => {
    if (!phone.call) {
      $('target').value = call.party;
      $('target').focus();
    }
  });
  const item = element('li', '');
  item.append(element('span', call.direction === 'incoming' ? 'from' : 'to'), again, element('span', what));
  $('calls').prepend(item);
  while ($('calls').childElementCount > MOST_RECENT) {
    $('calls').lastElementChild.remove();
  }
  show('recent', true);
});

// Keys, on the page and on the keyboard.

function key(sign) {
  tones.key(sign);
  if (phone.call?.state === 'talking') {
    phone.key(sign);
  } else if (!phone.call) {
    $('target').value += sign;
  }
}

$('pad').append(...KEYS.map(sign => {
  const names = {'*': 'star', '#': 'hash'};
  const button = element('button', sign, {type: 'button', ariaLabel: names[sign] ?? sign});
  button.addEventListener('click', () => key(sign));
  return button;
}));

document.addEventListener('keydown', event => {
  if (!phone.call || event.ctrlKey || event.altKey || event.metaKey || event.target.matches('input, select, textarea')) {
    return;
  }
  const talking = phone.call.state === 'talking';
  if (event.key === 'Escape') {
    phone.hangUp();
  } else if (talking && event.key.toLowerCase() === 'm') {
    phone.toggleMute();
  } else if (talking && event.key.toLowerCase() === 'h' && !phone.call.changing) {
    phone.toggleHold();
  } else if (talking && KEYS.includes(event.key)) {
    key(event.key);
  } else {
    return;
  }
  event.preventDefault();
});

// Microphones and speakers.

async function listDevices() {
  const {microphones, speakers, named} = await devices.list();
  const options = (all, none) => [{value: '', text: none},
    ...all.map((device, at) => ({value: device.deviceId, text: device.label || `Number ${at + 1}`}))];
  fillSelect($('microphone'), options(named ? microphones : [], named ? 'As the system has it' : 'As the system has it (Try shows the others)'));
  fillSelect($('speaker'), options(devices.speakersCanBeChosen ? speakers : [],
    devices.speakersCanBeChosen ? 'As the system has it' : 'As the system has it (this browser offers no choice)'));
  $('speaker').disabled = !devices.speakersCanBeChosen;
}

function showLevel(stream) {
  endLevel();
  endLevel = stream ? devices.watchLevel(stream, level => { $('level').value = level; }) : () => {};
}

phone.addEventListener('stream', ({detail: stream}) => {
  showLevel(stream);
  if (stream) {
    listDevices();
  }
});

$('microphone').addEventListener('change', trying(() => phone.useMicrophone($('microphone').value)));

$('try-microphone').addEventListener('click', trying(async () => {
  if (phone.call) {
    return; // the level shows already
  }
  clearProblems();
  const stream = await devices.open($('microphone').value);
  await listDevices();
  showLevel(stream);
  setTimeout(() => {
    devices.close(stream);
    if (!phone.call) {
      showLevel(null);
    }
  }, TRY_MILLIS);
}));

$('speaker').addEventListener('change', async () => {
  try {
    await phone.useSpeaker($('speaker').value);
    await tones.sink($('speaker').value);
    clearProblems();
  } catch (error) {
    showProblems([speakerFailure(error)]);
  }
});
$('try-speaker').addEventListener('click', () => tones.test());
navigator.mediaDevices?.addEventListener('devicechange', listDevices);

window.addEventListener('beforeunload', event => phone.call && event.preventDefault());
window.addEventListener('pagehide', () => phone.signOut());

listDevices();
