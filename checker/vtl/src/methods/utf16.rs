//! Java counts a text in UTF-16 units.

/// The units of a text.
pub(super) fn units(text: &str) -> impl Iterator<Item = u16> + '_ {
    text.encode_utf16()
}

/// How many units a text has.
pub(super) fn length(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { units(text).count() }
}

/// The byte at which a unit starts; that of the next character in the middle of a pair. `None` beyond the end.
pub(super) fn byte_of(text: &str, unit: usize) -> Option<usize> {
    if text.is_ascii() {
        return (unit <= text.len()).then_some(unit);
    }
    let mut before = 0;
    for (byte, character) in text.char_indices() {
        if before >= unit {
            return Some(byte);
        }
        before += character.len_utf16();
    }
    (before >= unit).then_some(text.len())
}

/// The unit at which a byte stands.
pub(super) fn unit_of(text: &str, byte: usize) -> usize {
    length(text.get(..byte).unwrap_or(text))
}

/// A part of a text by its units; half a pair becomes `?`, as Java writes it.
pub(super) fn slice(text: &str, from: usize, to: usize) -> String {
    if text.is_ascii() {
        return text.get(from..to).unwrap_or_default().to_owned();
    }
    let part = units(text).skip(from).take(to.saturating_sub(from));
    char::decode_utf16(part).map(|character| character.unwrap_or('?')).collect()
}
