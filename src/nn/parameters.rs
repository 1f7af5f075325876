//! The parameters of a model: an ordered list, since the order decides the random numbers, the gradients' layout and a
//! checkpoint's.

use super::summary::LayerSummary;
use super::{Error, Initializer, Parameter, Result};
use crate::rng::{Purpose, Rng};
use candle_core::{DType, Device, Tensor, Var};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// All parameters of one model, in the order in which its layers made them.
///
/// A parameter's first values depend on the seed and on its place in the list alone. Cloning is refused on purpose
/// (layers would still point to the first list's weights): to copy a model, build it again and
/// [`import`](Self::import).
#[derive(Debug)]
pub struct Parameters {
    seed: u64,
    dtype: DType,
    device: Device,
    list: Vec<Parameter>,
    outputs: Vec<(String, &'static str, Vec<usize>)>,
    trainable: OnceLock<Arc<Trainable>>,
}

impl Parameters {
    /// An empty list of 32-bit floats on the CPU.
    pub fn new(seed: u64) -> Self {
        Self::with_dtype(seed, DType::F32)
    }

    /// An empty list of another type of number. Optimisers want 32 bits; 64 serve to check gradients.
    pub fn with_dtype(seed: u64, dtype: DType) -> Self {
        let (list, outputs, trainable) = (Vec::new(), Vec::new(), OnceLock::new());
        Self { seed, dtype, device: Device::Cpu, list, outputs, trainable }
    }

    /// The type of the weights.
    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// Where the weights lie.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// Appends a parameter named `layer.part` with its first values. Fails when the name is taken.
    pub fn create(&mut self, name: &str, shape: &[usize], initializer: Initializer) -> Result<Parameter> {
        if self.list.iter().any(|p| p.name() == name) {
            return Err(Error::Duplicate { name: name.to_owned() });
        }
        let mut rng = Rng::keyed(self.seed, Purpose::Weights, 0, self.list.len() as u64);
        let values = initializer.draw(shape, &mut rng);
        let tensor = Tensor::from_vec(values, shape, &self.device)?.to_dtype(self.dtype)?;
        let parameter = Parameter::new(name, Var::from_tensor(&tensor)?);
        self.list.push(parameter.clone());
        self.trainable = OnceLock::new();
        Ok(parameter)
    }

    /// Says what a layer is and what it gives for one example, for [`summary`](Self::summary): layers call it with
    /// their units, a model may call it again with the whole shape (`[50, 20]` for a sequence), or for layers without
    /// parameters.
    pub fn describe(&mut self, layer: &str, kind: &'static str, output: &[usize]) {
        match self.outputs.iter_mut().find(|(name, ..)| name == layer) {
            Some(entry) => (entry.1, entry.2) = (kind, output.to_vec()),
            None => self.outputs.push((layer.to_owned(), kind, output.to_vec())),
        }
    }

    /// Replaces the output shape of a layer that has been described.
    pub fn set_output(&mut self, layer: &str, output: &[usize]) {
        if let Some(entry) = self.outputs.iter_mut().find(|(name, ..)| name == layer) {
            entry.2 = output.to_vec();
        }
    }

    /// One row a layer, in the order of their description.
    pub fn summary(&self) -> Vec<LayerSummary> {
        let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for parameter in &self.list {
            let (all, trainable) = counts.entry(parameter.layer()).or_default();
            *all += parameter.count();
            *trainable += if parameter.is_frozen() { 0 } else { parameter.count() };
        }
        let row = |(name, kind, output): &(String, &'static str, Vec<usize>)| {
            let (parameters, trainable) = counts.get(name.as_str()).copied().unwrap_or_default();
            LayerSummary { name: name.clone(), kind, output: output.clone(), parameters, trainable }
        };
        self.outputs.iter().map(row).collect()
    }

    /// The parameters in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Parameter> {
        self.list.iter()
    }

    /// The parameter of that name.
    pub fn get(&self, name: &str) -> Option<&Parameter> {
        self.list.iter().find(|p| p.name() == name)
    }

    /// How many numbers the model has.
    pub fn total(&self) -> usize {
        self.list.iter().map(Parameter::count).sum()
    }

    /// How many of them training changes.
    pub fn trainable_total(&self) -> usize {
        self.list.iter().filter(|p| !p.is_frozen()).map(Parameter::count).sum()
    }

    /// Freezes a parameter by its full name, or all of a layer by the name or prefix of names that ends before a full
    /// stop (`lstm1` is not `lstm10`). Frozen parameters get no gradient and no optimiser state. Returns how many
    /// parameters the name took in; a name that fits none is an error.
    pub fn freeze(&mut self, name: &str) -> Result<usize> {
        self.mark(name, true)
    }

    /// Undoes [`freeze`](Self::freeze).
    pub fn unfreeze(&mut self, name: &str) -> Result<usize> {
        self.mark(name, false)
    }

    fn mark(&mut self, name: &str, frozen: bool) -> Result<usize> {
        let named = || self.list.iter().filter(|p| p.is_named(name));
        let count = named().count();
        if count == 0 {
            let known = self.layers().join(", ");
            return Err(Error::UnknownName { name: name.to_owned(), known });
        }
        named().for_each(|p| p.set_frozen(frozen));
        self.trainable = OnceLock::new();
        Ok(count)
    }

    /// The names of the layers that have parameters, in order.
    pub fn layers(&self) -> Vec<&str> {
        let mut layers: Vec<&str> = Vec::new();
        for parameter in &self.list {
            if layers.last() != Some(&parameter.layer()) {
                layers.push(parameter.layer());
            }
        }
        layers
    }

    /// The parameters that training changes, and where each lies in a flat vector of them all.
    pub fn trainable(&self) -> Arc<Trainable> {
        Arc::clone(
            self.trainable
                .get_or_init(|| Arc::new(Trainable::new(self.list.iter().filter(|p| !p.is_frozen()).cloned()))),
        )
    }
}

/// The trainable parameters of a model laid end to end.
#[derive(Debug)]
pub struct Trainable {
    members: Vec<(Parameter, Range<usize>)>,
    total: usize,
    /// Vectors of that length whose users have finished with them.
    spare: Mutex<Vec<Vec<f32>>>,
}

/// As many spare vectors as a step has shards, and those of its result.
const MOST_SPARES: usize = 12;

impl Trainable {
    fn new(parameters: impl Iterator<Item = Parameter>) -> Self {
        let mut total = 0;
        let place = |p: Parameter| {
            let start = total;
            total += p.count();
            (p, start..total)
        };
        let members = parameters.map(place).collect();
        Self { members, total, spare: Mutex::default() }
    }

    /// Each parameter with its place in the flat vector.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Parameter, Range<usize>)> {
        self.members.iter().map(|(p, range)| (p, range.clone()))
    }

    /// The length of the flat vector.
    pub fn total(&self) -> usize {
        self.total
    }

    /// A parameter's number, and where it lies in the flat vector; None when it is not trained.
    pub(super) fn place(&self, parameter: &Parameter) -> Option<(usize, Range<usize>)> {
        let members = self.members.iter().enumerate();
        members.filter(|(_, (p, _))| p.is_same(parameter)).map(|(number, (_, place))| (number, place.clone())).next()
    }

    /// A flat vector, out of memory that was used before if there is some: it may hold anything.
    pub(super) fn buffer(&self) -> Vec<f32> {
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        spare.unwrap_or_else(|| vec![0.0; self.total])
    }

    /// Takes a flat vector back.
    pub(super) fn recycle(&self, values: Vec<f32>) {
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        if values.len() == self.total && self.total > 0 && spare.len() < MOST_SPARES {
            spare.push(values);
        }
    }
}
