/** A file of the hub by its link: saved when it comes, and said in words when it does not (a browser would say nothing). */
import type { MouseEvent } from 'react';
import { fileReply } from './api';
import { notifyProblem } from './notify';

/** `onClick` of a link with `download`. Opened in another way (new tab, long press) it is an ordinary link. */
export function saveFile(event: MouseEvent<HTMLAnchorElement>) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const { href, download } = event.currentTarget;
  void fileReply(href).then(({ bytes, name }) => save(bytes, download || name)).catch(notifyProblem);
}

function save(bytes: Blob, name: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
