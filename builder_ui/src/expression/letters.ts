/** Capital and small letters, one for one: the length of a text stays, and every back end agrees (`ß` remains `ß`). */

// Latin, Greek, Cyrillic and Armenian; their supplements; full-width Latin.
const LETTERS = /[\u0041-\u058f\u1e00-\u1fff\uff21-\uff5a]/g;
const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);
const one = (letter: string, changed: string): string => (changed.length === 1 ? changed : letter);

export const lower = (text: string): string => (isAscii(text) ? text.toLowerCase() : text.replace(LETTERS, (letter) => one(letter, letter.toLowerCase())));

export const upper = (text: string): string => (isAscii(text) ? text.toUpperCase() : text.replace(LETTERS, (letter) => one(letter, letter.toUpperCase())));
