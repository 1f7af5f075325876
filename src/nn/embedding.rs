//! The layer that gives each token a vector of its own.

use super::gradients::{Place, add_to};
use super::transfer::check;
use super::{Array, Error, Initializer, Parameter, Parameters, Result, storage};
use crate::kernels::vector;
use candle_core::{CpuStorage, CustomOp2, DType, Layout, Shape, Tensor, bail};

/// A table with a row for each token: from ids to vectors. Its weights may come from word vectors
/// ([`set_table`](Self::set_table)) and stay as they are ([`Parameters::freeze`] by the layer's name).
#[derive(Debug, Clone)]
pub struct Embedding {
    name: String,
    table: Parameter,
}

impl Embedding {
    /// Makes `name.table` `[tokens, width]`, uniform within +-.05 as Keras has it.
    pub fn new(parameters: &mut Parameters, name: &str, tokens: usize, width: usize) -> Result<Self> {
        Self::with_initializer(parameters, name, tokens, width, Initializer::Uniform { limit: 0.05 })
    }

    /// The same with other first values.
    pub fn with_initializer(
        parameters: &mut Parameters,
        name: &str,
        tokens: usize,
        width: usize,
        initializer: Initializer,
    ) -> Result<Self> {
        let table = parameters.create(&format!("{name}.table"), &[tokens, width], initializer)?;
        parameters.describe(name, "Embedding", &[width]);
        Ok(Self { name: name.to_owned(), table })
    }

    /// The table, `[tokens, width]`.
    pub fn table(&self) -> &Parameter {
        &self.table
    }

    /// Replaces the whole table; `values` are `[tokens, width]` in row-major order.
    ///
    /// # Errors
    /// When there are more or fewer.
    pub fn set_table(&self, values: &[f32]) -> Result<()> {
        let shape = self.table.shape().to_vec();
        check(&Array { name: self.table.name().to_owned(), shape: shape.clone(), values: values.to_vec() }, &shape)?;
        self.table.set_values(values)
    }

    /// From ids (`u32`, any shape `[...]`, each below the number of tokens) to vectors `[..., width]`. The gradient adds up
    /// in the order of the ids and touches the rows that these name alone.
    ///
    /// # Errors
    /// When an id has no row, or the ids are of another type.
    pub fn forward(&self, ids: &Tensor) -> Result<Tensor> {
        if ids.dtype() != DType::U32 {
            let expected = format!("ids as u32, not {:?}", ids.dtype());
            return Err(Error::Input { layer: self.name.clone(), expected, found: ids.dims().to_vec() });
        }
        let table = self.table.tensor();
        if storage::kernels_take(&table) {
            let op = Lookup { layer: self.name.clone(), table: self.table.clone() };
            return Ok(ids.contiguous()?.apply_op2(&table, op)?);
        }
        let rows = table.index_select(&ids.flatten_all()?, 0)?;
        Ok(rows.reshape([ids.dims(), &table.dims()[1..]].concat())?)
    }
}

/// The layer as one operation of ids and a table to be tracked by. The table's gradient goes the way of [`add_to`]:
/// candle's own would make a table of zeros for every use.
struct Lookup {
    layer: String,
    table: Parameter,
}

/// The ids of a storage; they lie in row-major order without gaps.
fn ids<'a>(storage: &'a CpuStorage, layout: &Layout) -> candle_core::Result<&'a [u32]> {
    match (storage, layout.contiguous_offsets()) {
        (CpuStorage::U32(ids), Some((start, end))) => Ok(ids.get(start..end).unwrap_or_default()),
        _ => bail!("an embedding takes contiguous ids"),
    }
}

impl CustomOp2 for Lookup {
    fn name(&self) -> &'static str {
        "embedding"
    }

    fn cpu_fwd(
        &self,
        id_storage: &CpuStorage,
        id_layout: &Layout,
        table: &CpuStorage,
        table_layout: &Layout,
    ) -> candle_core::Result<(CpuStorage, Shape)> {
        let (ids, table) = (ids(id_storage, id_layout)?, storage::contiguous(table, table_layout)?);
        let (tokens, width) = table_layout.shape().dims2()?;
        let mut out = Vec::with_capacity(ids.len() * width);
        for &id in ids {
            let start = id as usize * width;
            match table.get(start..start + width) {
                Some(row) if (id as usize) < tokens => out.extend_from_slice(row),
                _ => bail!("{}: the id {id} is not below {tokens}, the number of its tokens", self.layer),
            }
        }
        let shape = [id_layout.dims(), &[width]].concat();
        Ok((CpuStorage::F32(out), Shape::from(shape)))
    }

    fn bwd(
        &self,
        ids: &Tensor,
        table: &Tensor,
        _: &Tensor,
        gradient: &Tensor,
    ) -> candle_core::Result<(Option<Tensor>, Option<Tensor>)> {
        let width = table.dim(1)?;
        let ids = ids.flatten_all()?.to_vec1::<u32>()?;
        storage::read(gradient, |gradient| {
            add_to([Some(&self.table)], |[sum]| {
                let Some(sum) = sum.map(Place::cleared) else { return };
                for (&id, gradient) in ids.iter().zip(gradient.chunks_exact(width.max(1))) {
                    let start = id as usize * width;
                    if let Some(row) = sum.get_mut(start..start + width) {
                        vector::add_scaled(row, gradient, 1.0);
                    }
                }
            })
        })??;
        Ok((None, None))
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::assert_gradients;
    use super::super::{Activation, Algorithm, Bias, Dense, Gradients, Optimizer, mse};
    use super::*;
    use candle_core::Device;

    fn ids(rows: &[[u32; 3]]) -> Tensor {
        Tensor::from_vec(rows.concat(), (rows.len(), 3), &Device::Cpu).unwrap()
    }

    fn values(tensor: &Tensor) -> Vec<f32> {
        tensor.flatten_all().unwrap().to_vec1().unwrap()
    }

    #[test]
    fn each_id_gets_its_row_whatever_the_shape_of_the_ids() {
        let mut parameters = Parameters::new(3);
        let embedding = Embedding::new(&mut parameters, "words", 4, 2).unwrap();
        embedding.set_table(&[0.0, 0.1, 1.0, 1.1, 2.0, 2.1, 3.0, 3.1]).unwrap();
        let y = embedding.forward(&ids(&[[3, 0, 0], [1, 2, 3]])).unwrap();
        assert_eq!(y.dims(), [2, 3, 2]);
        assert_eq!(values(&y), [3.0, 3.1, 0.0, 0.1, 0.0, 0.1, 1.0, 1.1, 2.0, 2.1, 3.0, 3.1]);
        let turned = ids(&[[3, 0, 0], [1, 2, 3]]).t().unwrap();
        assert_eq!(values(&embedding.forward(&turned).unwrap())[..4], [3.0, 3.1, 1.0, 1.1]);
        assert_eq!(embedding.forward(&Tensor::new(2_u32, &Device::Cpu).unwrap()).unwrap().dims(), [2]);
        let none = Tensor::zeros((0, 3), DType::U32, &Device::Cpu).unwrap();
        assert_eq!(embedding.forward(&none).unwrap().dims(), [0, 3, 2]);
    }

    #[test]
    fn gradients_agree_with_finite_differences() {
        let mut parameters = Parameters::with_dtype(4, DType::F64);
        let embedding = Embedding::new(&mut parameters, "words", 3, 4).unwrap();
        let dense = Dense::new(&mut parameters, "head", 4, 2, Activation::Tanh, Bias::With).unwrap();
        let target = Tensor::full(0.25_f64, (2, 3, 2), &Device::Cpu).unwrap();
        let ids = ids(&[[2, 0, 2], [1, 2, 0]]);
        assert_gradients(&parameters, &[], || mse(&dense.forward(&embedding.forward(&ids)?)?, &target));
    }

    #[test]
    fn the_operation_gives_what_index_select_gives_forwards_and_backwards() {
        let mut parameters = Parameters::new(5);
        let embedding = Embedding::new(&mut parameters, "words", 50, 17).unwrap();
        let many: Vec<u32> = (0..240).map(|i| i * i % 37).collect();
        let ids = Tensor::from_vec(many, (24, 10), &Device::Cpu).unwrap();
        let weights = Tensor::arange(0.0_f32, 240.0 * 17.0, &Device::Cpu).unwrap().reshape((24, 10, 17)).unwrap();
        let loss = |y: &Tensor| ((y * &weights).unwrap().sqr().unwrap()).mean_all().unwrap();
        let y = embedding.forward(&ids).unwrap();
        let table = embedding.table().tensor();
        let rows = table.index_select(&ids.flatten_all().unwrap(), 0).unwrap().reshape((24, 10, 17)).unwrap();
        assert_eq!(values(&y), values(&rows));
        let own = Gradients::of(&loss(&y), parameters.trainable()).unwrap();
        let store = loss(&rows).backward().unwrap();
        let expected = values(store.get(embedding.table().var().as_tensor()).unwrap());
        for (i, (found, expected)) in own.values().iter().zip(&expected).enumerate() {
            assert!((found - expected).abs() <= 1e-4 * expected.abs(), "{i}: {found} {expected}");
        }
        assert!(own.values()[37 * 17..].iter().all(|x| *x == 0.0), "rows of no id stay untouched");
        assert_eq!(own.values(), Gradients::of(&loss(&y), parameters.trainable()).unwrap().values());
    }

    #[test]
    fn a_frozen_table_stays_and_a_thawed_one_moves_only_where_ids_point() {
        let mut parameters = Parameters::new(6);
        let embedding = Embedding::new(&mut parameters, "words", 4, 2).unwrap();
        let dense = Dense::new(&mut parameters, "head", 2, 1, Activation::Linear, Bias::With).unwrap();
        embedding.set_table(&[0.5; 8]).unwrap();
        let step = |parameters: &Parameters| {
            let y = dense.forward(&embedding.forward(&ids(&[[1, 1, 3]])).unwrap()).unwrap();
            let gradients = Gradients::of(&y.sum_all().unwrap(), parameters.trainable()).unwrap();
            Optimizer::new(Algorithm::SGD, parameters).update(&gradients, 0.1).unwrap();
        };
        parameters.freeze("words").unwrap();
        let head = dense.forward(&Tensor::ones((1, 2), DType::F32, &Device::Cpu).unwrap()).unwrap();
        step(&parameters);
        assert_eq!(embedding.table().values().unwrap(), [0.5; 8]);
        let after = dense.forward(&Tensor::ones((1, 2), DType::F32, &Device::Cpu).unwrap()).unwrap();
        assert_ne!(values(&head), values(&after), "the head above it is trained");
        parameters.unfreeze("words").unwrap();
        step(&parameters);
        let table = embedding.table().values().unwrap();
        assert!(table[..2] == [0.5; 2] && table[4..6] == [0.5; 2]);
        assert!(table[2] != 0.5 && table[6] != 0.5);
    }

    #[test]
    fn ids_without_a_row_other_types_and_tables_of_another_size_are_refused() {
        let mut parameters = Parameters::new(0);
        let embedding = Embedding::new(&mut parameters, "words", 4, 2).unwrap();
        let error = embedding.forward(&ids(&[[0, 4, 1]])).unwrap_err().to_string();
        assert!(error.starts_with("words: the id 4 is not below 4, the number of its tokens"), "{error}");
        let floats = Tensor::zeros((2, 3), DType::F32, &Device::Cpu).unwrap();
        assert!(embedding.forward(&floats).unwrap_err().to_string().starts_with("words takes ids as u32"));
        assert!(embedding.set_table(&[0.0; 7]).is_err());
    }
}
