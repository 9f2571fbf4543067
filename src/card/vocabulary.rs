//! Words that are known one by one, so that a misread one can be told.

use std::collections::HashMap;

use crate::text::{distance, nearest};

/// As many words are thought of for one that is not known.
pub(super) const NEAREST: usize = 6;
/// No more texts than this are made of one.
pub(super) const MOST: usize = 32;

/// Known words, each with the set of its letters.
pub(super) struct Vocabulary(HashMap<&'static str, u64>);

impl Vocabulary {
    /// Of lists with a word a line.
    pub(super) fn new(lists: &[&'static str]) -> Self {
        let words = lists.iter().flat_map(|list| list.lines());
        Vocabulary(words.map(|word| (word, letters(word))).collect())
    }

    pub(super) fn contains(&self, word: &str) -> bool {
        self.0.contains_key(word)
    }

    /// How many of a text's words are not known.
    pub(super) fn unknown(&self, text: &str) -> usize {
        text.split(' ').filter(|word| !self.contains(word)).count()
    }

    /// What may be meant by a word: itself and, where it is not known, the words that are spelled most like it, with one
    /// letter wrong, or two of six and more.
    pub(super) fn choices<'w>(&self, word: &'w str) -> Vec<&'w str> {
        let mut choices = vec![word];
        if !self.contains(word) {
            let allowed = if word.chars().count() < 6 { 1 } else { 2 };
            let its = letters(word);
            // a wrong letter is one that the one word lacks and one that the other lacks
            let like = |set: u64| (set ^ its).count_ones() as usize <= 2 * allowed;
            let near = self.0.iter().filter(|&(_, &set)| like(set));
            let all = near.map(|(&known, _)| (distance(known, word), known));
            choices.extend(nearest(all, allowed, NEAREST));
        }
        choices
    }
}

/// The set of a word's letters, some of which share a bit.
fn letters(word: &str) -> u64 {
    word.chars().fold(0, |set, c| set | 1 << (c as u32 % 64))
}

/// The other texts that can be made of `choices` for each word of one, the most alike in spelling first.
pub(super) fn spelled_like<'t, S: AsRef<str>>(
    text: &'t str,
    choices: impl Fn(&'t str) -> Vec<S>,
) -> Vec<String> {
    let words = text.split(' ').map(|word| {
        let far = |choice: S| (distance(word, choice.as_ref()) as f32, choice);
        choices(word).into_iter().map(far).collect()
    });
    other_texts(text, &words.collect::<Vec<_>>())
}

/// The other texts that can be made of what each word of one may be, with how far that is from what was read, the nearest first.
pub(super) fn other_texts<S: AsRef<str>>(read: &str, words: &[Vec<(f32, S)>]) -> Vec<String> {
    let mut texts = vec![(0.0, String::new())];
    for choices in words {
        let with = |(before, text): &(f32, String)| {
            let one =
                |(far, choice): &(f32, S)| (before + far, format!("{text} {}", choice.as_ref()));
            choices.iter().map(one).collect::<Vec<_>>()
        };
        texts = texts.iter().flat_map(with).collect();
        texts.sort_by(|a, b| a.0.total_cmp(&b.0));
        texts.truncate(MOST);
    }
    let texts = texts.into_iter().map(|(_, text)| text[1..].to_owned());
    texts.filter(|text| text != read).collect()
}
