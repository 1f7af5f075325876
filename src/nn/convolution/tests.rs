//! The layers on the kernels against those composed of candle's operations, and these against finite differences.

use super::super::check::assert_gradients;
use super::super::{Gradients, Initializer, mse};
use super::*;
use candle_core::{DType, Device};

const ACTIVATIONS: [Activation; 3] = [Activation::Linear, Activation::Selu, Activation::Tanh];

/// The encoder and decoder of the reference model in small: convolution with pooling over an odd size, then back.
struct Model {
    parameters: Parameters,
    x: Parameter,
    first: Conv2d,
    second: Conv2d,
    up: ConvTranspose2d,
    top: ConvTranspose2d,
}

impl Model {
    fn new(dtype: DType, activation: Activation, channels: usize) -> Self {
        let mut parameters = Parameters::with_dtype(5, dtype);
        let uniform = Initializer::Uniform { limit: 1.0 };
        let x = parameters.create("x", &[3, 7, 7, 1], uniform).unwrap();
        let first = Conv2d::new(&mut parameters, "first", [7, 7, 1], channels, 3, Padding::Same, activation).unwrap();
        let second =
            Conv2d::new(&mut parameters, "second", [3, 3, channels], 5, 2, Padding::Valid, activation).unwrap();
        let (valid, same) = (Padding::Valid, Padding::Same);
        let up = ConvTranspose2d::new(&mut parameters, "up", [2, 2, 5], channels, 3, 2, valid, activation).unwrap();
        let sizes = up.output();
        let top = ConvTranspose2d::new(&mut parameters, "top", sizes, 2, 3, 2, same, Activation::Sigmoid).unwrap();
        Self { parameters, x, first, second, up, top }
    }

    fn loss(&self, y: &Tensor) -> Result<Tensor> {
        mse(y, &y.ones_like()?.affine(0.3, 0.0)?)
    }

    fn fused(&self) -> Result<Tensor> {
        let code = self.second.forward(&self.first.forward_pooled(&self.x.tensor())?)?;
        self.top.forward(&self.up.forward(&code)?)
    }

    fn composed(&self) -> Result<Tensor> {
        let x = self.first.composed(&self.x.tensor())?;
        let code = self.second.composed(&pooled_by_differences(&x))?;
        self.top.composed(&self.up.composed(&code, self.up.0.activation)?, Activation::Sigmoid)
    }
}

/// A pooling of candle's operations whose gradient is right: the largest of four by comparisons.
fn pooled_by_differences(x: &Tensor) -> Tensor {
    let (_, height, width, _) = x.dims4().unwrap();
    let rows = |from: usize| (from..height / 2 * 2).step_by(2).map(|i| i as u32).collect::<Vec<u32>>();
    let columns = |from: usize| (from..width / 2 * 2).step_by(2).map(|i| i as u32).collect::<Vec<u32>>();
    let pick = |row: usize, column: usize| {
        let (rows, columns) = (rows(row), columns(column));
        let rows = Tensor::new(rows.as_slice(), &Device::Cpu).unwrap();
        let columns = Tensor::new(columns.as_slice(), &Device::Cpu).unwrap();
        x.index_select(&rows, 1).unwrap().index_select(&columns, 2).unwrap()
    };
    let mut most = pick(0, 0);
    for other in [pick(0, 1), pick(1, 0), pick(1, 1)] {
        most = other.gt(&most).unwrap().where_cond(&other, &most).unwrap();
    }
    most
}

fn numbers(t: &Tensor) -> Vec<f32> {
    t.flatten_all().unwrap().to_vec1().unwrap()
}

fn assert_close(found: &[f32], expected: &[f32], what: &str) {
    let scale = expected.iter().fold(1e-3_f32, |m, x| m.max(x.abs()));
    for (i, (f, e)) in found.iter().zip(expected).enumerate() {
        assert!((f - e).abs() <= 2e-5 * scale, "{what}[{i}]: {f} instead of {e}");
    }
    assert_eq!(found.len(), expected.len());
}

#[test]
fn outputs_and_every_gradient_are_those_of_the_composed_layers() {
    for (activation, channels) in ACTIVATIONS.into_iter().zip([3, 16, 17]) {
        let model = Model::new(DType::F32, activation, channels);
        let (found, expected) = (model.fused().unwrap(), model.composed().unwrap());
        assert_eq!(found.dims(), [3, 10, 10, 2]);
        assert_close(&numbers(&found), &numbers(&expected), "outputs");
        let gradients = |y: &Tensor| Gradients::of(&model.loss(y).unwrap(), model.parameters.trainable()).unwrap();
        let (found, expected) = (gradients(&found), gradients(&expected));
        for ((parameter, found), (_, expected)) in found.iter().zip(expected.iter()) {
            assert_close(found, expected, &format!("{activation:?} {}", parameter.name()));
        }
    }
}

#[test]
fn gradients_of_the_composed_layers_agree_with_finite_differences() {
    for activation in ACTIVATIONS {
        let model = Model::new(DType::F64, activation, 2);
        // On numbers of 64 bits the layers compose themselves.
        assert_gradients(&model.parameters, &[], || model.loss(&model.fused()?));
    }
}

#[test]
fn pooling_alone_gives_the_bits_of_pooling_with_the_convolution() {
    let model = Model::new(DType::F32, Activation::Selu, 6);
    let (x, trainable) = (model.x.tensor(), model.parameters.trainable());
    let together = model.first.forward_pooled(&x).unwrap();
    let apart = max_pool2d(&model.first.forward(&x).unwrap()).unwrap();
    assert_eq!(together.dims(), [3, 3, 3, 6]);
    assert_eq!(numbers(&together), numbers(&apart));
    let gradient = |y: &Tensor| Gradients::of(&model.loss(y).unwrap(), trainable.clone()).unwrap().values().to_vec();
    assert_close(&gradient(&together), &gradient(&apart), "gradients");
    let expected = pooled_by_differences(&model.first.forward(&x).unwrap());
    assert_close(&gradient(&apart), &gradient(&expected), "gradients");
}

#[test]
fn frozen_layers_get_no_gradient_and_hand_the_others_theirs() {
    let mut model = Model::new(DType::F32, Activation::Tanh, 4);
    let gradients = |model: &Model| {
        let loss = model.loss(&model.fused().unwrap()).unwrap();
        Gradients::of(&loss, model.parameters.trainable()).unwrap()
    };
    let whole = gradients(&model);
    for name in ["x", "second", "up.bias"] {
        model.parameters.freeze(name).unwrap();
    }
    let part = gradients(&model);
    for (parameter, values) in part.iter() {
        assert_eq!(Some(values), whole.get(parameter.name()), "{}", parameter.name());
    }
    assert_eq!(part.iter().count(), whole.iter().count() - 4);
}

#[test]
fn shapes_are_told_and_what_does_not_fit_is_an_error() {
    let mut parameters = Parameters::new(0);
    let mut image = [28, 28, 1];
    for (i, filters) in [16, 32, 64].into_iter().enumerate() {
        let name = format!("conv{}", i + 1);
        let layer = Conv2d::new(&mut parameters, &name, image, filters, 3, Padding::Same, Activation::Selu).unwrap();
        let [height, width, channels] = layer.output();
        image = [height / 2, width / 2, channels];
    }
    assert_eq!(image, [3, 3, 64]);
    for (i, (filters, padding)) in
        [(32, Padding::Valid), (16, Padding::Same), (1, Padding::Same)].into_iter().enumerate()
    {
        let name = format!("up{}", i + 1);
        let layer =
            ConvTranspose2d::new(&mut parameters, &name, image, filters, 3, 2, padding, Activation::Selu).unwrap();
        image = layer.output();
    }
    assert_eq!(image, [28, 28, 1]);
    let summary = parameters.summary();
    let rows: Vec<_> = summary.iter().map(|row| (row.kind, row.output.as_slice(), row.parameters)).collect();
    assert_eq!(rows[1], ("Conv2D", &[14, 14, 32][..], 9 * 16 * 32 + 32));
    assert_eq!(rows[3], ("Conv2DTranspose", &[7, 7, 32][..], 9 * 64 * 32 + 32));
    let (same, valid) = (Padding::Same, Padding::Valid);
    let small = Conv2d::new(&mut parameters, "small", [2, 5, 1], 1, 3, valid, Activation::Relu).unwrap_err();
    assert_eq!(
        small.to_string(),
        "small takes images that a window of 3 x 3 fits into, not an array of shape [2, 5, 1]"
    );
    let layer = Conv2d::new(&mut parameters, "layer", [2, 2, 1], 1, 3, same, Activation::Relu).unwrap();
    let wrong = layer.forward(&Tensor::zeros((1, 2, 3, 1), DType::F32, &Device::Cpu).unwrap()).unwrap_err();
    assert_eq!(wrong.to_string(), "layer takes [B, 2, 2, 1], not an array of shape [1, 2, 3, 1]");
    assert!(max_pool2d(&Tensor::zeros((2, 2), DType::F32, &Device::Cpu).unwrap()).is_err());
}
