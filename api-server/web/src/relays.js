// Credentials for the relays of the platform, which end by themselves: fetched with what digest authentication needs of the
// password, and again before they end.
import {bytesToHex} from '@noble/hashes/utils';
import {response} from './digest.js';

const PATH = '/v1/turn/credentials';
/** Of their life that passes before others are fetched. */
const WORN = 0.75;
const RETRY_MILLIS = 30_000;
/** Timers of browsers take no longer ones. */
const MOST_MILLIS = 24 * 3600 * 1000;
const TRIES = 2;
const PATIENCE_MILLIS = 5000;
const CLOCK = {now: () => Date.now(), later: (task, millis) => setTimeout(task, millis), cancel: timer => clearTimeout(timer)};

/** The challenge by SHA-256 among those of a WWW-Authenticate field, as an object; null without one. */
export function challengeIn(field) {
  for (const [, text] of (field ?? '').matchAll(/Digest\s+((?:[a-z]+=(?:"[^"]*"|[^\s,]+)(?:,\s*)?)+)/gi)) {
    const challenge = Object.fromEntries([...text.matchAll(/([a-z]+)=(?:"([^"]*)"|([^\s,]+))/gi)].map(([, name, quoted, bare]) => [name.toLowerCase(), quoted ?? bare]));
    if (challenge.algorithm === 'SHA-256' && (challenge.qop ?? '').split(/\s*,\s*/).includes('auth')) {
      return challenge;
    }
  }
  return null;
}

/** The Authorization field that answers it. */
export function answer(challenge, {user, ha1}, cnonce) {
  const {realm, nonce} = challenge;
  const hash = response({key: ha1, method: 'POST', uri: PATH, nonce, nc: '00000001', cnonce, qop: 'auth'});
  return `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${PATH}", algorithm=SHA-256, qop=auth, nc=00000001, cnonce="${cnonce}", response="${hash}"`;
}

export class Relays {
  #account;
  #fetch;
  #clock;
  #timer = null;
  #servers = [];
  #endsAt = 0;

  /**
   * @param account () => {user, realm, ha1}, or null while there is none
   * @param fetching as the browser has it
   * @param clock the time, and timers
   */
  constructor(account, fetching = (...all) => fetch(...all), clock = CLOCK) {
    this.#account = account;
    this.#clock = clock;
    this.#fetch = fetching;
  }

  /** For RTCPeerConnection; none once they have ended. */
  get servers() {
    return this.#clock.now() < this.#endsAt ? this.#servers : [];
  }

  /** Fetches them, and goes on until stop(). */
  async start() {
    this.#clock.cancel(this.#timer);
    const fetched = await this.#ask().catch(() => null);
    if (!this.#account()) {
      return; // signed out meanwhile
    }
    if (fetched) {
      const {username, password, ttl, uris} = fetched;
      this.#servers = [{urls: uris.filter(uri => /^turns?:/.test(uri)), username, credential: password}];
      this.#endsAt = this.#clock.now() + ttl * 1000;
    }
    this.#clock.cancel(this.#timer);
    this.#timer = this.#clock.later(() => this.start(), fetched ? Math.min(MOST_MILLIS, fetched.ttl * 1000 * WORN) : RETRY_MILLIS);
  }

  stop() {
    this.#clock.cancel(this.#timer);
    this.#servers = [];
    this.#endsAt = 0;
  }

  /** Without credentials: the browser would ask the person, where it is told that a password is wanted. */
  async #ask() {
    let authorization = null;
    for (let tries = 0; tries <= TRIES; tries += 1) {
      const reply = await this.#fetch(PATH, {method: 'POST', credentials: 'omit', cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MILLIS),
        headers: authorization ? {Authorization: authorization} : {}});
      if (reply.ok) {
        return reply.json();
      }
      const challenge = reply.status === 401 ? challengeIn(reply.headers.get('WWW-Authenticate')) : null;
      const account = this.#account();
      if (!challenge || !account || challenge.realm !== account.realm || (authorization && challenge.stale !== 'true')) {
        return null; // asking on with a wrong password would lock the account
      }
      authorization = answer(challenge, account, bytesToHex(crypto.getRandomValues(new Uint8Array(8))));
    }
    return null;
  }
}
