//! Letters that readers give where only digits can stand.

/// The digit that a character is, or that it is easily taken for.
pub(super) fn digit(c: char) -> Option<u8> {
    Some(match c {
        '0'..='9' => c as u8 - b'0',
        'O' | 'o' | 'Q' | 'D' => 0,
        'I' | 'l' | '|' | '!' => 1,
        'Z' | 'z' => 2,
        'S' | 's' => 5,
        'B' => 8,
        _ => return None,
    })
}
