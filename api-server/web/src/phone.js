// A telephone: one account, one call at a time, over JsSIP. Knows nothing of the page; tells what changed by events.
import JsSIP from 'jssip';
import * as devices from './devices.js';
import {install} from './digest.js';
import {Quality} from './quality.js';
import {Relays} from './relays.js';
import {callFailure, connectionFailure, microphoneGone, noNetwork, registrationFailure} from './words.js';

install();

const REGISTER_SECONDS = 300;
/** Servers that do not answer must not hold up a call: after so long it goes with the candidates there are. */
const GATHERING_MILLIS = 1000;
/** A browser without any network it would use finds no candidate and says nothing of it. */
const NO_NETWORK_MILLIS = 5000;
const QUALITY_MILLIS = 1000;

/**
 * Events: `account` and `call` when `account` or `call` changed, `quality` with figures, `ended` with what became of a call,
 * `problem` with {field, problem, fix}.
 */
export class Phone extends EventTarget {
  /** off, connecting, registered, lost */
  account = {state: 'off'};
  /** null, or {id, direction, state: calling | ringing | incoming | talking, party, since, muted, held, heldThere} */
  call = null;

  #ua = null;
  #session = null;
  #settings = null;
  #stream = null;
  #microphone = '';
  #audio = new Audio();
  #calls = 0;
  #givenUp = false;
  #watching = null;
  #relays = new Relays(() => this.#relayAccount());

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, {detail}));
  }

  #setAccount(account) {
    this.account = account;
    this.#tell('account', account);
  }

  #change(changes) {
    this.call = {...this.call, ...changes};
    this.#tell('call', this.call);
  }

  /**
   * Connects and registers. `iceServers` as RTCPeerConnection has them; with `relays` those of the platform are used besides,
   * whose credentials are fetched. The password stays in this object alone.
   */
  signIn({server, domain, user, password, iceServers, relays = false}) {
    this.signOut();
    this.#settings = {server, domain, user, iceServers, relays};
    const uri = `sip:${user}@${domain}`;
    const ua = new JsSIP.UA({sockets: [new JsSIP.WebSocketInterface(server)], uri, authorization_user: user, password,
      register_expires: REGISTER_SECONDS, user_agent: 'RVOIP web phone', connection_recovery_max_interval: 20});
    this.#ua = ua;
    this.#setAccount({state: 'connecting', uri});
    ua.on('registered', () => this.#registered({state: 'registered', uri, secure: server.startsWith('wss:')}));
    ua.on('registrationFailed', event => this.#notRegistered(event));
    ua.on('disconnected', () => this.#disconnected());
    ua.on('newRTCSession', event => event.originator === 'remote' && this.#invited(event));
    ua.start();
  }

  async #registered(account) {
    const first = this.account.state === 'connecting';
    if (first && this.#settings.relays) {
      const ua = this.#ua;
      await this.#relays.start();
      if (this.#ua !== ua) {
        return; // signed out meanwhile
      }
    }
    this.#setAccount(account);
  }

  /** What digest authentication needs, as JsSIP keeps it once the server has taken the password. */
  #relayAccount() {
    const realm = this.#ua?.get('realm');
    const ha1 = this.#ua?.get('ha1');
    return realm && ha1 ? {user: this.#settings.user, realm, ha1} : null;
  }

  #notRegistered({response, cause}) {
    if (cause === 'Connection Error') {
      return; // 'disconnected' says it better
    }
    this.signOut(); // trying on with a wrong password would lock the account
    this.#tell('problem', registrationFailure(response?.status_code, response?.reason_phrase ?? cause));
  }

  /** JsSIP connects again by itself, unless it never was connected: then the person should know first. */
  #disconnected() {
    if (this.account.state === 'connecting') {
      const {server} = this.#settings;
      this.signOut();
      this.#tell('problem', connectionFailure(server, location.origin));
    } else if (this.account.state === 'registered') {
      this.#setAccount({...this.account, state: 'lost'});
    }
  }

  /** Ends the call, takes the registration back and forgets the password. */
  signOut() {
    const ua = this.#ua;
    this.#ua = null;
    this.#relays.stop();
    if (ua) {
      ua.removeAllListeners();
      ua.stop();
      this.#setAccount({state: 'off'});
    }
  }

  /** Calls an address. Problems come as events, or as a DeviceError when there is no microphone. */
  async dial(uri) {
    const id = this.#begin('outgoing', 'calling', uri);
    const stream = await this.#open(id);
    if (stream) {
      this.#follow(this.#ua.call(uri, {mediaStream: stream, pcConfig: this.#ice()}));
      this.#expect(this.#session, 'sending');
    }
  }

  #invited({session}) {
    if (this.call) {
      session.terminate({status_code: 486});
      return;
    }
    const party = session.remote_identity;
    this.#begin('incoming', 'incoming', party.uri.toString(), party.display_name);
    this.#follow(session);
  }

  async answer() {
    const session = this.#session;
    const stream = await this.#open(this.call.id);
    if (stream) {
      session.answer({mediaStream: stream, pcConfig: this.#ice()});
      this.#expect(session, 'accepted');
    }
  }

  /** Hangs up, declines or gives up, whichever it is. */
  hangUp() {
    this.#givenUp = true;
    if (this.#session) {
      this.#session.terminate(this.call.state === 'incoming' ? {status_code: 603} : {});
    } else if (this.call) {
      this.#finish({cause: 'Canceled', originator: 'local'});
    }
  }

  toggleMute() {
    const muted = !this.call.muted;
    this.#session[muted ? 'mute' : 'unmute']({audio: true});
    this.#change({muted});
  }

  toggleHold() {
    const held = !this.call.held;
    this.#change({changing: true});
    const started = this.#session[held ? 'hold' : 'unhold']({}, () => this.#change({held, changing: false}));
    if (!started) {
      this.#change({changing: false});
    }
  }

  /** Sends a key: as an RTP event where the call has such, else as INFO. */
  key(sign) {
    const sender = this.#session.connection?.getSenders().find(one => one.dtmf);
    this.#session.sendDTMF(sign, {transportType: sender?.dtmf.canInsertDTMF ? 'RFC2833' : 'INFO'});
  }

  /** Another microphone, also within a call; the empty id is the one of the system. */
  async useMicrophone(id) {
    this.#microphone = id;
    const sender = this.#session?.connection?.getSenders().find(one => one.track?.kind === 'audio');
    if (!sender) {
      return;
    }
    const stream = await devices.open(id);
    const [track] = stream.getAudioTracks();
    track.enabled = sender.track.enabled;
    await sender.replaceTrack(track);
    devices.close(this.#stream);
    this.#speakInto(stream);
  }

  #speakInto(stream) {
    this.#stream = stream;
    devices.watchEnd(stream, () => this.#stream === stream && this.#microphoneEnded());
    this.#tell('stream', stream);
  }

  /** It was unplugged: the call goes on with another one, if there is any. */
  async #microphoneEnded() {
    try {
      await this.useMicrophone('');
      this.#tell('problem', microphoneGone);
    } catch (error) {
      this.#tell('problem', error.problem ?? microphoneGone);
    }
  }

  /** Another speaker; the empty id is the one of the system. */
  async useSpeaker(id) {
    await this.#audio.setSinkId?.(id);
  }

  #begin(direction, state, uri, name = '') {
    this.#calls += 1;
    this.#givenUp = false;
    const address = decodeURIComponent(uri.replace(/^sips?:/, '').replace(/;.*/, ''));
    const party = address.endsWith(`@${this.#settings.domain}`) ? address.split('@')[0] : address;
    this.call = null;
    this.#change({id: this.#calls, direction, state, party, name: name === party ? '' : name, muted: false, held: false, heldThere: false, changing: false});
    return this.#calls;
  }

  /** The microphone for a call; empty when the call ended meanwhile. */
  async #open(id) {
    try {
      const stream = await devices.open(this.#microphone);
      if (this.call?.id !== id) {
        devices.close(stream);
        return null;
      }
      this.#speakInto(stream);
      return stream;
    } catch (error) {
      if (this.call?.id === id && this.call.direction === 'outgoing') {
        this.hangUp();
      }
      throw error;
    }
  }

  /** Gives up a call whose description does not come about. */
  #expect(session, event) {
    const timer = setTimeout(() => {
      if (this.#session === session) {
        this.hangUp();
        this.#tell('problem', noNetwork);
      }
    }, NO_NETWORK_MILLIS);
    session.once(event, () => clearTimeout(timer));
  }

  #ice() {
    return {iceServers: [...this.#settings.iceServers, ...this.#relays.servers], bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require'};
  }

  #follow(session) {
    this.#session = session;
    let waiting = null;
    session.on('icecandidate', ({ready}) => waiting ??= setTimeout(ready, GATHERING_MILLIS));
    session.on('progress', () => this.call.direction === 'outgoing' && this.#change({state: 'ringing'}));
    session.on('confirmed', () => this.call.state !== 'talking' && this.#talk(session));
    session.on('accepted', () => this.call.direction === 'outgoing' && this.#talk(session));
    session.on('hold', ({originator}) => originator === 'remote' && this.#change({heldThere: true}));
    session.on('unhold', ({originator}) => originator === 'remote' && this.#change({heldThere: false}));
    session.on('ended', event => this.#finish(event));
    session.on('failed', event => this.#finish(event));
    session.on('peerconnection', ({peerconnection}) => this.#listen(peerconnection));
    if (session.connection) {
      this.#listen(session.connection);
    }
  }

  #listen(connection) {
    connection.addEventListener('track', ({track, streams}) => {
      this.#audio.srcObject = streams[0] ?? new MediaStream([track]);
      this.#audio.play().catch(() => {});
      this.#tell('heard', this.#audio.srcObject);
    });
  }

  #talk(session) {
    this.#change({state: 'talking', since: Date.now()});
    const quality = new Quality();
    const measure = async () => {
      const report = await session.connection?.getStats();
      if (report && this.#session === session) {
        this.#tell('quality', quality.add(report, performance.now()));
      }
    };
    this.#watching = setInterval(measure, QUALITY_MILLIS);
  }

  #finish({originator, cause, message}) {
    clearInterval(this.#watching);
    devices.close(this.#stream);
    this.#stream = null;
    this.#session = null;
    this.#audio.srcObject = null;
    const call = this.call;
    this.call = null;
    this.#tell('stream', null);
    this.#tell('call', null);
    const answered = call.state === 'talking';
    // JsSIP calls it canceled, too, when a request could not be sent
    const why = cause === 'Canceled' && originator === 'local' && !this.#givenUp ? 'Connection Error' : cause;
    const failure = call.direction === 'incoming' && !answered ? null
      : callFailure({status: message?.status_code, cause: why, originator, answered, reason: message?.getHeader?.('Reason')});
    this.#tell('ended', {call, answered, by: originator, failure, seconds: answered ? Math.round((Date.now() - call.since) / 1000) : 0});
  }
}
