//! Tests of [`super::parameters`] and [`super::transfer`].

use super::*;

fn two_layers(seed: u64) -> Parameters {
    let mut parameters = Parameters::new(seed);
    RecurrentStack::new(&mut parameters, "lstm", Cell::Lstm, 1, &[20, 20]).unwrap();
    Dense::new(&mut parameters, "dense", 20, 10, Activation::Linear, Bias::With).unwrap();
    parameters
}

fn bits(parameters: &Parameters) -> Vec<u32> {
    parameters.export().unwrap().iter().flat_map(|a| a.values.iter().map(|v| v.to_bits())).collect()
}

#[test]
fn the_seed_and_the_place_in_the_list_alone_decide_the_first_weights() {
    assert_eq!(bits(&two_layers(1)), bits(&two_layers(1)));
    assert_ne!(bits(&two_layers(1)), bits(&two_layers(2)));
    let names: Vec<_> = two_layers(1).iter().map(|p| p.name().to_owned()).collect();
    assert_eq!(names[..3], ["lstm1.kernel", "lstm1.recurrent_kernel", "lstm1.bias"]);
    assert_eq!(names[7], "dense.bias");
}

#[test]
fn a_new_lstm_has_orthonormal_rows_and_a_forget_bias_of_one() {
    let parameters = two_layers(1);
    let recurrent = parameters.get("lstm1.recurrent_kernel").unwrap().values().unwrap();
    for (i, row) in recurrent.chunks_exact(80).enumerate() {
        for (j, other) in recurrent.chunks_exact(80).enumerate() {
            let product: f32 = row.iter().zip(other).map(|(a, b)| a * b).sum();
            assert!((product - if i == j { 1.0 } else { 0.0 }).abs() < 1e-6, "{i} {j}: {product}");
        }
    }
    let bias = parameters.get("lstm1.bias").unwrap().values().unwrap();
    assert!(bias.iter().enumerate().all(|(i, b)| *b == if (20..40).contains(&i) { 1.0 } else { 0.0 }));
}

#[test]
fn the_summary_counts_every_layer_and_what_is_frozen() {
    let mut parameters = two_layers(1);
    parameters.set_output("lstm1", &[50, 20]);
    parameters.freeze("lstm1").unwrap();
    let row = |name: &str, kind, output: &[usize], parameters, trainable| LayerSummary {
        name: name.into(),
        kind,
        output: output.to_vec(),
        parameters,
        trainable,
    };
    let expected = [
        row("lstm1", "LSTM", &[50, 20], 1_760, 0),
        row("lstm2", "LSTM", &[20], 3_280, 3_280),
        row("dense", "Dense", &[10], 210, 210),
    ];
    assert_eq!(parameters.summary(), expected);
    assert_eq!((parameters.total(), parameters.trainable_total()), (5_250, 3_490));
    assert_eq!(parameters.trainable().total(), 3_490);
    assert_eq!(parameters.unfreeze("lstm1.bias").unwrap(), 1);
    assert_eq!(parameters.trainable_total(), 3_570);
}

#[test]
fn a_name_freezes_a_layer_and_not_one_whose_name_only_begins_alike() {
    let mut parameters = Parameters::new(0);
    for name in ["lstm1.bias", "lstm10.bias", "encoder.lstm1.bias", "encoder.dense.bias"] {
        parameters.create(name, &[2], Initializer::Zeros).unwrap();
    }
    assert_eq!(parameters.freeze("lstm1").unwrap(), 1);
    assert!(!parameters.get("lstm10.bias").unwrap().is_frozen());
    assert_eq!(parameters.freeze("encoder").unwrap(), 2);
    let error = parameters.freeze("lstm2").unwrap_err().to_string();
    assert_eq!(
        error,
        "no parameter or layer is named \"lstm2\"; there are: lstm1, lstm10, encoder.lstm1, encoder.dense"
    );
    assert!(parameters.create("lstm1.bias", &[2], Initializer::Zeros).is_err());
}

#[test]
fn weights_go_out_and_in_again_to_the_bit_in_any_order() {
    let from = two_layers(1);
    let to = two_layers(2);
    let mut arrays = from.export().unwrap();
    arrays.reverse();
    to.import(&arrays).unwrap();
    assert_eq!(bits(&from), bits(&to));
}

#[test]
fn arrays_that_do_not_fit_change_nothing_and_are_named() {
    let parameters = two_layers(1);
    let before = bits(&parameters);
    let good = two_layers(2).export().unwrap();
    let message = |change: &dyn Fn(&mut Vec<Array>)| {
        let mut arrays = good.clone();
        change(&mut arrays);
        let message = parameters.import(&arrays).unwrap_err().to_string();
        assert_eq!(bits(&parameters), before);
        message
    };
    assert_eq!(message(&|a| a[7].shape = vec![2, 5]), "\"dense.bias\" needs shape [10], not [2, 5]");
    assert_eq!(message(&|a| a[7].values.truncate(9)), "\"dense.bias\" has shape [10] but 9 values");
    assert_eq!(message(&|a| a.truncate(7)), "nothing given for the parameter \"dense.bias\" (shape [10])");
    let unexpected = "\"x\\u{1b}[2J\" (shape [10]) is no parameter of this model, or given twice";
    assert_eq!(message(&|a| a[7].name = "x\u{1b}[2J".into()), unexpected);
    let twice = "\"lstm1.bias\" (shape [80]) is no parameter of this model, or given twice";
    assert_eq!(message(&|a| a.push(a[2].clone())), twice);
}

#[test]
fn layers_that_two_models_share_can_be_taken_over() {
    let from = two_layers(1);
    let mut to = Parameters::new(5);
    RecurrentStack::new(&mut to, "lstm", Cell::Lstm, 1, &[20]).unwrap();
    Dense::new(&mut to, "other", 20, 1, Activation::Linear, Bias::With).unwrap();
    let taken = to.import_shared(&from.export().unwrap()).unwrap();
    assert_eq!(taken, ["lstm1.kernel", "lstm1.recurrent_kernel", "lstm1.bias"]);
    let kernel = |p: &Parameters| p.get("lstm1.kernel").unwrap().values().unwrap();
    assert_eq!(kernel(&from), kernel(&to));
}
