//! The code of the picture that is looked at, as knobs to turn.

/// The knobs of the code layer.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct CodeKnobs {
    /// The unit at the cursor, from 0.
    pub(crate) unit: usize,
    /// The code as it was turned; `None`: the picture's own.
    pub(crate) turned: Option<Vec<f32>>,
}

impl CodeKnobs {
    /// Another unit of so many.
    pub(crate) fn look_at(&mut self, by: isize, units: usize) {
        self.unit = self.unit.saturating_add_signed(by).min(units.saturating_sub(1));
    }

    /// Turns the unit at the cursor; `own` is the picture's code, from which the first turn starts.
    pub(crate) fn turn(&mut self, by: f32, own: &[f32]) {
        let code = self.turned.get_or_insert_with(|| own.to_vec());
        if code.len() != own.len() {
            *code = own.to_vec();
        }
        if let Some(value) = code.get_mut(self.unit) {
            *value += by;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_turn_starts_from_the_picture_s_own_code_and_touches_one_unit() {
        let mut knobs = CodeKnobs::default();
        knobs.look_at(1, 3);
        knobs.turn(0.5, &[1.0, 2.0, 3.0]);
        knobs.turn(0.5, &[9.0, 9.0, 9.0]);
        assert_eq!(knobs.turned, Some(vec![1.0, 3.0, 3.0]));
        knobs.turn(1.0, &[0.0, 0.0]);
        assert_eq!(knobs.turned, Some(vec![0.0, 1.0]), "another network has another code");
        knobs.look_at(9, 3);
        assert_eq!(knobs.unit, 2);
    }
}
