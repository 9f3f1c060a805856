/** What a stand-in does with one call. */
export type Fault =
  | { readonly kind: 'none' }
  /** Waits before it begins. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Takes the call and says nothing, ever: nothing is stored, nothing is read; a subscription goes mute after some events. */
  | { readonly kind: 'silent'; readonly afterEvents: number }
  /** Stores; the answer comes after so long. */
  | { readonly kind: 'late'; readonly ms: number }
  /** Ends the call as a lost connection does: reads and subscriptions after some events, an append once it is stored. */
  | { readonly kind: 'cut'; readonly afterEvents: number }
  /** Before it begins, another node becomes the leader. */
  | { readonly kind: 'demoted' }
  /** Before it begins, the server goes down, and comes up again a moment later. */
  | { readonly kind: 'restart' };

export type Call = 'append' | 'read' | 'subscribe';

/** Decides by the how-manieth call of its kind it is, from 1. */
export type Faults = (call: Call, count: number) => Fault;

export const none: Fault = { kind: 'none' };
export const noFaults: Faults = () => none;

const every = (n: number, count: number, fault: Fault): Fault => (count % n === 0 ? fault : none);

/** Longer than the attempts of the stores under test, whatever they are. */
const LATE_MS = 1_000;

const RESTARTS: ReadonlySet<number> = new Set([2, 20, 200, 600]);

/** Every fault that the contract is run with. */
export const faults: Readonly<Record<string, Faults>> = {
  'is slow': () => ({ kind: 'slow', ms: 15 }),
  'is silent now and then': (call, count) =>
    every(call === 'subscribe' ? 2 : 9, count, { kind: 'silent', afterEvents: call === 'subscribe' ? 5 : 0 }),
  'drops streams': (call, count) =>
    call === 'subscribe' ? { kind: 'cut', afterEvents: 40 } : every(4, count, { kind: 'cut', afterEvents: 1 }),
  'answers late': (call, count) => (call === 'append' ? every(6, count, { kind: 'late', ms: LATE_MS }) : none),
  'loses its leadership': (call, count) => (call === 'append' ? every(20, count, { kind: 'demoted' }) : none),
  // Rarer and rarer: every restart has all that run at once try again.
  restarts: (call, count) => (call === 'append' && RESTARTS.has(count) ? { kind: 'restart' } : none),
};
