import { useSyncExternalStore } from 'react';
import { call, type CallState } from './session';

/** The call of this page as it is now. */
export const useCall = (): CallState => useSyncExternalStore(call.subscribe, call.read);
