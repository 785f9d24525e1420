// The first character, in pinyin order, of each initial letter: where a character sorts says which letter it starts with.
const FIRST = "阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀";
const LETTERS = "abcdefghjklmnopqrstwxyz";
const order = new Intl.Collator("zh-Hans-CN-u-co-pinyin");

/** Chinese characters as the initials of their pinyin, everything else as it is: 客户 -> kh. */
export function initialsOf(text: string): string {
  return [...text.toLowerCase()]
    .map((character) => {
      if (!/[\u4e00-\u9fff]/.test(character)) return character;
      let letter = "";
      for (let at = 0; at < LETTERS.length; at += 1) {
        if (order.compare(character, FIRST[at] ?? "") < 0) break;
        letter = LETTERS[at] ?? "";
      }
      return letter;
    })
    .join("");
}
