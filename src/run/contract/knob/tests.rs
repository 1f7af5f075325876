use super::*;

const KNOBS: [Knob; 5] = [
    knob("epochs", Kind::Integer { min: 1, usual_max: 200, max: 100_000 }),
    knob("learning-rate", Kind::Real { min: 1e-8, max: 10.0, scale: Scale::Log }),
    knob("model", Kind::Choice(&[Choice { value: "lstm", help: "" }, Choice { value: "gru", help: "" }])),
    knob("hidden", Kind::Integers { min: 1, max: 4096 }),
    knob("shuffle", Kind::Switch),
];

const fn knob(key: &'static str, kind: Kind) -> Knob {
    Knob { key, label: key, help: "", kind, mutability: Mutability::Live, former: Former::NONE }
}

fn refused(key: &str, text: &str) -> String {
    assign(&KNOBS, &mut Settings::default(), key, text).unwrap_err().to_string()
}

#[test]
fn a_bad_value_names_the_key_the_value_and_what_is_allowed() {
    assert_eq!(refused("epochs", "many"), "`epochs` cannot be `many`: expected a whole number from 1 to 100000");
    assert_eq!(refused("model", "ltsm"), "`model` cannot be `ltsm`: expected one of lstm, gru (did you mean `lstm`?)");
    assert_eq!(
        refused("learning-rate", "NaN"),
        "`learning-rate` cannot be `NaN`: expected a number from 0.00000001 to 10"
    );
    assert_eq!(
        refused("hidden", "300-x"),
        "`hidden` cannot be `300-x`: expected whole numbers from 1 to 4096 joined by `-`, as in 300-100"
    );
    assert!(refused("model", "\u{1b}[31m").contains(r"\u{1b}[31m"));
}

#[test]
fn an_unknown_key_is_told_with_the_closest_one() {
    assert!(
        refused("learning_rate", "1")
            .starts_with("there is no setting `learning_rate` (did you mean `learning-rate`?)")
    );
    assert!(!refused("zzz", "1").contains("did you mean"));
}

#[test]
fn a_value_shown_reads_back_as_itself() {
    for (key, text) in
        [("epochs", "20"), ("learning-rate", "0.0003"), ("model", "gru"), ("hidden", "300-100"), ("shuffle", "on")]
    {
        let mut settings = Settings::default();
        assign(&KNOBS, &mut settings, key, text).unwrap();
        assert_eq!(display(settings.get(key).unwrap()), text);
    }
}

#[test]
fn stepping_stays_inside_the_limits_and_cycles_choices() {
    assert_eq!(stepped(&KNOBS[0], &Value::Integer(1), -1), "1");
    assert_eq!(stepped(&KNOBS[0], &Value::Integer(20), 1), "30");
    assert_eq!(stepped(&KNOBS[0], &Value::Integer(20), -1), "19");
    assert_eq!(stepped(&KNOBS[1], &Value::Float(1e-3), 1), "0.0016");
    assert_eq!(stepped(&KNOBS[1], &Value::Float(0.0016), -1), "0.001");
    assert_eq!(stepped(&KNOBS[2], &Value::String("gru".into()), 1), "lstm");
    assert_eq!(stepped(&KNOBS[4], &Value::Boolean(true), 1), "off");
}
