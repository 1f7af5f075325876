//! A small GPT: pre-norm, learned positions, causal attention, GELU.

use super::super::spec::Spec;
use super::{Dropped, Rows, initial};
use crate::nn::{self, Activation, Attended, Bias, Dense, Embedding, LayerNorm, Parameters, causal_attention, gelu};
use candle_core::{Device, Tensor};

/// Token and position vectors, blocks, a norm and a dense layer.
#[derive(Debug, Clone)]
pub(in super::super) struct Gpt {
    embedding: Embedding,
    positions: Embedding,
    blocks: Vec<Block>,
    norm: LayerNorm,
    pub(super) head: Dense,
    heads: usize,
    pub(super) context: usize,
}

/// `x + project(attention(qkv(norm x)))`, then `x + down(gelu(up(norm x)))`.
#[derive(Debug, Clone)]
struct Block {
    norm1: LayerNorm,
    qkv: Dense,
    project: Dense,
    norm2: LayerNorm,
    up: Dense,
    down: Dense,
}

impl Gpt {
    /// Makes `embedding`, `positions`, `block1.norm1`, `block1.qkv`, `block1.project`, `block1.norm2`, `block1.up`,
    /// `block1.down`, ..., `norm`, `head`.
    pub(super) fn new(parameters: &mut Parameters, spec: &Spec, inputs: usize, outputs: usize) -> nn::Result<Self> {
        let (width, context, heads) = (spec.units, spec.sequence, spec.heads);
        let embedding = Embedding::new(parameters, "embedding", inputs, width)?;
        let positions = Embedding::new(parameters, "positions", context, width)?;
        let block = |i: usize| {
            let name = |part: &str| format!("block{}.{part}", i + 1);
            let dense = |parameters: &mut Parameters, part: &str, inputs, units| {
                Dense::new(parameters, &name(part), inputs, units, Activation::Linear, Bias::With)
            };
            Ok(Block {
                norm1: LayerNorm::new(parameters, &name("norm1"), width)?,
                qkv: dense(parameters, "qkv", width, 3 * width)?,
                project: dense(parameters, "project", width, width)?,
                norm2: LayerNorm::new(parameters, &name("norm2"), width)?,
                up: dense(parameters, "up", width, 4 * width)?,
                down: dense(parameters, "down", 4 * width, width)?,
            })
        };
        let blocks = (0..spec.layers).map(block).collect::<nn::Result<_>>()?;
        let norm = LayerNorm::new(parameters, "norm", width)?;
        let head = if spec.tied {
            Dense::of_table(parameters, "head", &embedding)?
        } else {
            Dense::new(parameters, "head", width, outputs, Activation::Linear, Bias::With)?
        };
        initial::gpt(parameters, spec)?;
        Ok(Self { embedding, positions, blocks, norm, head, heads, context })
    }

    pub(super) fn head_width(&self) -> usize {
        self.positions.table().shape().get(1).copied().unwrap_or_default()
    }

    /// What goes into the output layer at each position, `[rows * times, width]`.
    pub(super) fn hidden(&self, x: Rows<'_>, dropped: Option<Dropped>) -> nn::Result<Tensor> {
        self.through(x, dropped, |_, _, _| ())
    }

    /// The same; `see` is told of each block's number, the residual that goes into it, and its attention.
    pub(in super::super) fn through(
        &self,
        x: Rows<'_>,
        dropped: Option<Dropped>,
        mut see: impl FnMut(usize, &Tensor, &Attended),
    ) -> nn::Result<Tensor> {
        let ids = Tensor::from_slice(x.ids, (x.rows, x.times), &Device::Cpu)?;
        let places = Tensor::arange(0, x.times as u32, &Device::Cpu)?;
        let sum = self.embedding.forward(&ids)?.broadcast_add(&self.positions.forward(&places)?)?;
        let mut residual = Dropped::apply(dropped, 0, sum)?;
        for (i, block) in self.blocks.iter().enumerate() {
            let attended = causal_attention(&block.qkv.forward(&block.norm1.forward(&residual)?)?, self.heads)?;
            see(i, &residual, &attended);
            let place = 2 * i as u64 + 1;
            residual = (residual + Dropped::apply(dropped, place, block.project.forward(&attended.output)?)?)?;
            let inner = gelu(&block.up.forward(&block.norm2.forward(&residual)?)?)?;
            residual = (residual + Dropped::apply(dropped, place + 1, block.down.forward(&inner)?)?)?;
        }
        self.normed(&residual)
    }

    /// A residual through the last norm, `[positions, width]`.
    pub(in super::super) fn normed(&self, residual: &Tensor) -> nn::Result<Tensor> {
        let width = self.head_width();
        let rows = residual.elem_count() / width.max(1);
        Ok(self.norm.forward(residual)?.reshape((rows, width))?)
    }
}
