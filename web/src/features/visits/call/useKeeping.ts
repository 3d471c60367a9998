/** On the clinician's side, wherever in the app: the captions are kept from when everybody agreed until one of them does not. */
import { useEffect } from 'react';
import { useTranscript } from '../api/transcripts';
import { captions } from './captions';

export function useKeeping(visitId: string) {
  const { newest } = useTranscript(visitId);
  const id = newest?.status === 'keeping' ? newest.id : '';
  const known = newest !== undefined;
  useEffect(() => {
    if (id) captions.keep(visitId, id);
    else if (known) captions.letGo(visitId);
  }, [id, known, visitId]);
  return newest;
}
