//! A small sRGB profile, built from the numbers of the standard (ICC version 2, matrix and tone curve).

/// The profile's bytes.
pub(super) fn profile() -> Vec<u8> {
    let xyz = |x: f64, y: f64, z: f64| {
        let mut data = b"XYZ \0\0\0\0".to_vec();
        for value in [x, y, z] {
            data.extend(((value * 65536.0).round() as i32).to_be_bytes());
        }
        data
    };
    let name = b"sRGB IEC61966-2.1";
    let mut description = b"desc\0\0\0\0".to_vec();
    description.extend((name.len() as u32 + 1).to_be_bytes());
    description.extend(name);
    description.extend([0; 1 + 4 + 4 + 2 + 1 + 67]);
    let mut copyright = b"text\0\0\0\0".to_vec();
    copyright.extend(b"No copyright, use freely\0");
    let steps: u32 = 1024;
    let mut curve = b"curv\0\0\0\0".to_vec();
    curve.extend(steps.to_be_bytes());
    for step in 0..steps {
        let v = f64::from(step) / f64::from(steps - 1);
        let linear = if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) };
        curve.extend(((linear * 65535.0).round() as u16).to_be_bytes());
    }
    let tags: [(&[u8; 4], Vec<u8>); 7] = [
        (b"desc", description),
        (b"cprt", copyright),
        (b"wtpt", xyz(0.95045, 1.0, 1.08905)),
        (b"rXYZ", xyz(0.43607, 0.22249, 0.01392)),
        (b"gXYZ", xyz(0.38515, 0.71687, 0.09708)),
        (b"bXYZ", xyz(0.14307, 0.06061, 0.71410)),
        (b"rTRC", curve),
    ];
    // Green and blue share the red curve.
    let shared: [&[u8; 4]; 2] = [b"gTRC", b"bTRC"];
    let many = tags.len() + shared.len();
    let (mut table, mut body) = ((many as u32).to_be_bytes().to_vec(), Vec::new());
    let start = 128 + 4 + 12 * many;
    let mut last = (0, 0);
    for (tag, data) in &tags {
        last = ((start + body.len()) as u32, data.len() as u32);
        table.extend(*tag);
        table.extend(last.0.to_be_bytes());
        table.extend(last.1.to_be_bytes());
        body.extend(data);
        body.resize(body.len().next_multiple_of(4), 0);
    }
    for tag in shared {
        table.extend(tag);
        table.extend(last.0.to_be_bytes());
        table.extend(last.1.to_be_bytes());
    }
    let mut out = ((128 + table.len() + body.len()) as u32).to_be_bytes().to_vec();
    out.extend([0; 4]);
    out.extend([2, 0x10, 0, 0]);
    out.extend(b"mntrRGB XYZ ");
    for part in [1998_u16, 2, 9, 0, 0, 0] {
        out.extend(part.to_be_bytes());
    }
    out.extend(b"acsp");
    out.extend([0; 28]);
    for value in [0.9642_f64, 1.0, 0.8249] {
        out.extend(((value * 65536.0).round() as i32).to_be_bytes());
    }
    out.resize(128, 0);
    out.extend(table);
    out.extend(body);
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_profile_is_as_long_as_it_says() {
        let profile = super::profile();
        let says = u32::from_be_bytes(profile.get(..4).unwrap().try_into().unwrap()) as usize;
        assert_eq!(says, profile.len());
        assert_eq!(profile.get(36..40).unwrap(), b"acsp");
    }
}
