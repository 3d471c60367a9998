/** How long a call waits, and what for. */
export const SAMPLE_EVERY = 2_000;
/** While the servers are not known nobody's own address is given away; coming as a new page asks for them again. */
export const UNKNOWN: RTCConfiguration = { iceTransportPolicy: 'relay' };
/** The call, or this page's place in it, is not where we looked: the server says where. */
export const ELSEWHERE = ['not_in_call', 'not_relayed', 'not_on_livekit'];
export const PATIENCE = { building: 6_000, between: 6_000, refused: 15_000 };
