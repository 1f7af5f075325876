//! The digits that the program carries: `samples/README.md` says where they come from.

use super::{ImageError, Images, Sets, file, idx};

const TRAIN: (&str, &[u8], &[u8]) = (
    "mnist/train",
    include_bytes!("../../../samples/mnist/train-images-idx3-ubyte.gz"),
    include_bytes!("../../../samples/mnist/train-labels-idx1-ubyte.gz"),
);
const TEST: (&str, &[u8], &[u8]) = (
    "mnist/t10k",
    include_bytes!("../../../samples/mnist/t10k-images-idx3-ubyte.gz"),
    include_bytes!("../../../samples/mnist/t10k-labels-idx1-ubyte.gz"),
);

/// 10,000 handwritten digits of 28 x 28 pixels with their labels, 8,000 to train and 2,000 held out.
///
/// # Errors
/// Never with the files as they are committed.
pub fn bundled() -> Result<Sets, ImageError> {
    let part = |(name, images, labels): (&str, &[u8], &[u8])| {
        let pictures = idx::images(name, file::unpacked(name, images.to_vec())?)?;
        let labels = idx::labels(name, file::unpacked(name, labels.to_vec())?)?;
        Ok(Images::new(pictures.width, pictures.height, pictures.pixels, labels))
    };
    Ok(Sets { name: "MNIST digits".into(), train: part(TRAIN)?, validation: part(TEST)?, remarks: Vec::new() })
}
