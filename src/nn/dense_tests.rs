use super::super::check::assert_gradients;
use super::super::{Array, Gradients, mse};
use super::*;
use candle_core::{DType, Device, Var};

#[test]
fn a_small_layer_gives_what_one_works_out_by_hand() {
    let mut parameters = Parameters::new(0);
    let dense = Dense::new(&mut parameters, "dense", 2, 3, Activation::Relu, Bias::With).unwrap();
    let kernel = Array { name: "dense.kernel".into(), shape: vec![2, 3], values: vec![1.0, 2.0, 3.0, -4.0, 5.0, 6.0] };
    let bias = Array { name: "dense.bias".into(), shape: vec![3], values: vec![0.5, 0.0, -40.0] };
    parameters.import(&[bias, kernel]).unwrap();
    let x = Tensor::new(&[[[1.0_f32, 1.0]], [[2.0, 0.0]]], &Device::Cpu).unwrap();
    let y = dense.forward(&x).unwrap();
    assert_eq!(y.dims(), [2, 1, 3]);
    assert_eq!(y.flatten_all().unwrap().to_vec1::<f32>().unwrap(), [0.0, 7.0, 0.0, 2.5, 4.0, 0.0]);
    let logits = dense.logits(&x).unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap();
    assert_eq!(logits, [-2.5, 7.0, -31.0, 2.5, 4.0, -34.0]);
}

#[test]
fn gradients_agree_with_finite_differences_for_every_activation() {
    for activation in [Activation::Linear, Activation::Relu, Activation::Selu, Activation::Tanh, Activation::Sigmoid] {
        for units in [1, 3] {
            let mut parameters = Parameters::with_dtype(4, DType::F64);
            let first = Dense::new(&mut parameters, "first", 2, 4, activation, Bias::With).unwrap();
            let second = Dense::new(&mut parameters, "second", 4, units, activation, Bias::Without).unwrap();
            let x = Var::new(&[[0.9_f64, -1.3], [0.2, 0.7], [-0.6, -1.8]], &Device::Cpu).unwrap();
            let target = Tensor::full(0.25_f64, (3, units), &Device::Cpu).unwrap();
            assert_gradients(&parameters, &[&x], || mse(&second.forward(&first.forward(x.as_tensor())?)?, &target));
        }
    }
}

#[test]
fn a_tied_layer_goes_back_with_the_same_weights_and_both_learn_them() {
    let mut parameters = Parameters::with_dtype(4, DType::F64);
    let first = Dense::new(&mut parameters, "first", 3, 4, Activation::Tanh, Bias::With).unwrap();
    let second = Dense::tied(&mut parameters, "second", &first, Activation::Sigmoid).unwrap();
    assert_eq!((parameters.total(), second.units(), first.units()), (3 * 4 + 4 + 3, 3, 4));
    let x = Var::new(&[[0.9_f64, -1.3, 0.4], [0.2, 0.7, -0.5]], &Device::Cpu).unwrap();
    let target = Tensor::full(0.25_f64, (2, 3), &Device::Cpu).unwrap();
    let loss = || mse(&second.forward(&first.forward(x.as_tensor())?)?, &target);
    assert_gradients(&parameters, &[&x], loss);

    // The same on the kernels.
    let mut narrow = Parameters::new(4);
    let first = Dense::new(&mut narrow, "first", 3, 4, Activation::Tanh, Bias::With).unwrap();
    let second = Dense::tied(&mut narrow, "second", &first, Activation::Sigmoid).unwrap();
    let (x, target) = (x.to_dtype(DType::F32).unwrap(), target.to_dtype(DType::F32).unwrap());
    let found = mse(&second.forward(&first.forward(&x).unwrap()).unwrap(), &target).unwrap();
    let expected = loss().unwrap();
    let number = |t: &Tensor| t.to_dtype(DType::F64).unwrap().to_scalar::<f64>().unwrap();
    assert!((number(&found) - number(&expected)).abs() < 1e-7);
    let gradients = Gradients::of(&found, narrow.trainable()).unwrap();
    let store = expected.backward().unwrap();
    for ((parameter, found), wide) in gradients.iter().zip(parameters.iter()) {
        let expected = store.get(wide.var().as_tensor()).unwrap().flatten_all().unwrap().to_vec1::<f64>().unwrap();
        for (found, expected) in found.iter().zip(expected) {
            assert!((f64::from(*found) - expected).abs() < 1e-6, "{}: {found} {expected}", parameter.name());
        }
    }
}

#[test]
fn the_autoencoder_of_the_references_has_its_number_of_parameters() {
    let mut parameters = Parameters::new(0);
    for (i, sizes) in [784, 100, 30, 100, 784].windows(2).enumerate() {
        Dense::new(&mut parameters, &format!("dense{i}"), sizes[0], sizes[1], Activation::Relu, Bias::With).unwrap();
    }
    assert_eq!(parameters.total(), 163_814);
}

#[test]
fn an_input_of_the_wrong_width_is_an_error_that_names_the_layer() {
    let mut parameters = Parameters::new(0);
    let dense = Dense::new(&mut parameters, "head", 4, 2, Activation::Linear, Bias::With).unwrap();
    let error = dense.forward(&Tensor::zeros((3, 5), DType::F32, &Device::Cpu).unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "head takes [..., 4], not an array of shape [3, 5]");
}
