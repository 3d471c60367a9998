/** A ref for the one control that the keyboard should reach first when what was there before is gone. */
export const focus = (element: HTMLElement | null) => element?.focus({ preventScroll: true });
