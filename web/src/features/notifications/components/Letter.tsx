/** The words of a letter; its links can be followed, in a window of their own, so that the mailbox stays open. */
import { Fragment } from 'react';

// Without the full stop or bracket that ends the sentence around it.
const LINK = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/;

export function Letter({ text }: { text: string }) {
  // Split by one group: every second part is a link.
  // Its place is key enough: a letter never changes.
  return text.split(LINK).map((part, at) => (
    at % 2 ? <a key={at} href={part} target="_blank" rel="noopener noreferrer">{part}</a> : <Fragment key={at}>{part}</Fragment>
  ));
}
