import { useSyncExternalStore } from 'react';
import { call } from './session';
import type { CallState } from './state';

/** The call of this page as it is now. */
export const useCall = (): CallState => useSyncExternalStore(call.subscribe, call.read);
