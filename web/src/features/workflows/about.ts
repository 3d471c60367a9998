/** What a pathway is for, in the words of its drawing. */
export const aboutOf = (xml: string) => new DOMParser().parseFromString(xml, 'application/xml').querySelector('process > documentation')?.textContent?.trim() ?? '';
