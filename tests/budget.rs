//! What the networks may cost: multiply-adds counted from their ONNX files, no clock. `cargo test --test budget -- --nocapture`
//! prints them.

use std::collections::HashMap;

use cnic_ocr::models;

/// Network, the input that is counted, and its budget in million multiply-adds. A line is 256 pixels long here, of
/// which the Urdu reader's strip makes 344; a longer one costs more in proportion.
const BUDGETS: [(&str, [usize; 2], usize); 4] = [
    ("finder", [256, 256], 280),
    ("fields", [256, 384], 430),
    ("latin", [32, 256], 120),
    ("urdu", [48, 344], 520),
];
/// All files together with the letter models, bytes.
const SIZE: usize = 20_000_000;

#[test]
#[expect(clippy::print_stdout)] // for who asks with --nocapture
fn the_networks_keep_their_budgets() {
    for (name, input, budget) in BUDGETS {
        let count = multiply_adds(models::get(name).unwrap().1, input);
        println!(
            "{name:<7} {:>6.1} million multiply-adds for {input:?}",
            count as f64 / 1e6
        );
        assert!(count <= 1_000_000 * budget, "{name}: {count}");
        assert!(
            count >= 500_000 * budget,
            "{name}: {count}: counted wrongly, or the budget is too large"
        );
    }
}

#[test]
fn the_files_keep_their_size() {
    let names = BUDGETS.map(|(name, ..)| name).into_iter();
    let files = names.chain(["latin-letters", "urdu-letters"]);
    let size: usize = files.map(|name| models::get(name).unwrap().1.len()).sum();
    assert!(size <= SIZE, "{size} bytes");
}

/// Walks the graph with the places of each tensor: rows and columns, or steps along a line.
fn multiply_adds(onnx: &[u8], input: [usize; 2]) -> usize {
    let graph = Message(onnx).bytes(7).next().expect("a model has a graph");
    let weights: HashMap<&str, Vec<usize>> = Message(graph)
        .bytes(5)
        .map(|tensor| (Message(tensor).text(8), Message(tensor).numbers(1)))
        .collect();
    let first = Message(graph)
        .bytes(11)
        .next()
        .expect("a graph has an input");
    let mut places = HashMap::from([(Message(first).text(1), input.to_vec())]);
    let mut sum = 0;
    for node in Message(graph).bytes(1).map(Node) {
        let Some(inside) = node.inputs().find_map(|name| places.get(name)).cloned() else {
            continue; // of constants alone
        };
        let of = |k: usize| node.inputs().nth(k).and_then(|name| weights.get(name));
        let size = |k: usize| of(k).map_or(0, |shape| shape.iter().product::<usize>());
        let outside = match node.kind() {
            "Conv" => node.convolved(&inside, of(1)),
            "QLinearConv" => node.convolved(&inside, of(3)),
            "Resize" => inside.iter().map(|n| 2 * n).collect(), // the only scale that our networks have
            "ReduceMean" | "Gather" => Vec::new(),
            "Reshape" => inside.last().copied().into_iter().collect(),
            _ => inside,
        };
        let count: usize = outside.iter().product();
        sum += match node.kind() {
            "Conv" | "MatMul" => count * size(1),
            "QLinearConv" => count * size(3),
            "Gemm" => size(1),
            "LSTM" => count * (size(1) + size(2)),
            _ => 0,
        };
        places.extend(node.outputs().map(|name| (name, outside.clone())));
    }
    sum
}

/// A node of the graph.
struct Node<'a>(&'a [u8]);

impl<'a> Node<'a> {
    fn inputs(&self) -> impl Iterator<Item = &'a str> {
        Message(self.0).bytes(1).map(text)
    }

    fn outputs(&self) -> impl Iterator<Item = &'a str> {
        Message(self.0).bytes(2).map(text)
    }

    fn kind(&self) -> &'a str {
        Message(self.0).text(4)
    }

    /// An attribute of whole numbers.
    fn attribute(&self, name: &str) -> Option<Vec<usize>> {
        let mut all = Message(self.0).bytes(5).map(Message);
        all.find(|a| a.text(1) == name).map(|a| a.numbers(8))
    }

    fn convolved(&self, inside: &[usize], weights: Option<&Vec<usize>>) -> Vec<usize> {
        let kernel = &weights.expect("a convolution has weights")[2..];
        let strides = self.attribute("strides");
        let pads = self.attribute("pads");
        let along = |k: usize| {
            let pad = pads.as_ref().map_or(0, |p| p[k] + p[k + kernel.len()]);
            let stride = strides.as_ref().map_or(1, |s| s[k]);
            (inside[k] + pad - kernel[k]) / stride + 1
        };
        (0..kernel.len()).map(along).collect()
    }
}

/// A message of Protocol Buffers, as far as ONNX needs it.
#[derive(Clone, Copy)]
struct Message<'a>(&'a [u8]);

enum Value<'a> {
    Number(usize),
    Bytes(&'a [u8]),
}

impl<'a> Message<'a> {
    fn fields(self) -> impl Iterator<Item = (usize, Value<'a>)> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let tag = varint(&mut rest);
            let value = match tag & 7 {
                0 => Value::Number(varint(&mut rest)),
                kind => {
                    let length = match kind {
                        1 => 8,
                        2 => varint(&mut rest),
                        _ => 4,
                    };
                    let bytes;
                    (bytes, rest) = rest.split_at(length);
                    Value::Bytes(bytes)
                }
            };
            Some((tag >> 3, value))
        })
    }

    fn bytes(self, field: usize) -> impl Iterator<Item = &'a [u8]> {
        self.fields().filter_map(move |found| match found {
            (number, Value::Bytes(bytes)) if number == field => Some(bytes),
            _ => None,
        })
    }

    fn text(self, field: usize) -> &'a str {
        self.bytes(field).next().map_or("", text)
    }

    /// Repeated whole numbers, packed or not.
    fn numbers(self, field: usize) -> Vec<usize> {
        let mut numbers = Vec::new();
        for (_, value) in self.fields().filter(|(number, _)| *number == field) {
            match value {
                Value::Number(n) => numbers.push(n),
                Value::Bytes(mut packed) => {
                    while !packed.is_empty() {
                        numbers.push(varint(&mut packed));
                    }
                }
            }
        }
        numbers
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("names are text")
}

fn varint(rest: &mut &[u8]) -> usize {
    let (mut value, mut shift) = (0, 0);
    while let [byte, tail @ ..] = *rest {
        *rest = tail;
        value |= usize::from(byte & 127) << shift;
        shift += 7;
        if byte & 128 == 0 {
            break;
        }
    }
    value
}
