//! PNG and PDF, byte by byte.

/// `count` zeros as a zlib stream, 160 times smaller, made by hand: pairs of a length and a distance in fixed codes.
pub fn zeros(count: usize) -> Vec<u8> {
    let (mut bytes, mut pending, mut bits) = (vec![0x78, 0x9c], 0u32, 0);
    let mut put = |value: u32, count: u32| {
        pending |= value << bits;
        bits += count;
        while bits >= 8 {
            bytes.push(pending as u8);
            pending >>= 8;
            bits -= 8;
        }
    };
    let zero = (0b0000_1100, 8); // the code of a zero byte, first bit last
    put(0b011, 3); // the last block, with fixed codes
    put(zero.0, zero.1);
    let after_first = count - 1;
    for _ in 0..after_first / 258 {
        put(0b1010_0011, 8); // 258 bytes
        put(0, 5); // from one byte back
    }
    for _ in 0..after_first % 258 {
        put(zero.0, zero.1);
    }
    put(0, 7); // the end
    put(0, 7); // to a whole byte
    bytes.extend([(count % 65521) as u16, 1].map(u16::to_be_bytes).concat());
    bytes
}

/// A PNG's header, `chunks` and end.
pub fn png(width: u32, height: u32, depth: u8, colour: u8, chunks: &[u8]) -> Vec<u8> {
    let mut header = [width, height].map(u32::to_be_bytes).concat();
    header.extend([depth, colour, 0, 0, 0]);
    let header = chunk(b"IHDR", &header);
    [
        b"\x89PNG\r\n\x1a\n",
        &header[..],
        chunks,
        &chunk(b"IEND", b""),
    ]
    .concat()
}

pub fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let content = [kind, data].concat();
    let mut sum = !0u32;
    for byte in &content {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg());
        }
    }
    let length = (data.len() as u32).to_be_bytes();
    [&length, content.as_slice(), &(!sum).to_be_bytes()].concat()
}

/// The number of an object, its dictionary, and its stream where it has one.
pub type Object<'a> = (usize, &'a str, Option<&'a [u8]>);

/// A PDF of these objects; the first one is its root. It has no table: readers find the objects without.
pub fn pdf(objects: &[Object<'_>]) -> Vec<u8> {
    [&pdf_objects(objects)[..], b"trailer<</Root 1 0 R>>\n%%EOF"].concat()
}

pub fn pdf_objects(objects: &[Object<'_>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    for (number, dictionary, stream) in objects {
        let length = stream.map_or(String::new(), |data| format!("<</Length {}", data.len()));
        let dictionary = match stream {
            Some(_) => dictionary.replacen("<<", &length, 1),
            None => (*dictionary).to_owned(),
        };
        bytes.extend(format!("{number} 0 obj{dictionary}").as_bytes());
        if let Some(data) = stream {
            bytes.extend([b"stream\n", *data, b"\nendstream"].concat());
        }
        bytes.extend(b"\nendobj\n");
    }
    bytes
}
