//! From the settings to images, and what simple methods reach on them.

use super::spec::Spec;
use crate::data::films::{self, Cast, Piece, film};
use crate::data::images::{ImageError, Images, ReadOptions, Sets, bundled, read_path};
use crate::figure::Image;
use crate::figure::number::grouped;
use crate::nn::Pca;
use crate::run::{Failure, Result};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// The most pixels for which PCA is made: its time grows with their cube.
const MOST_PCA_PIXELS: usize = 1600;

/// Films made for a run.
const FILMS: (usize, usize) = (4000, 1000);

/// Images and their baselines.
#[derive(Debug, Clone)]
pub(super) struct ImageSets {
    pub(super) sets: Arc<Sets>,
    /// Width, height and number of the frames, when an image is a film: a row of the image is a frame.
    pub(super) film: Option<[usize; 3]>,
    pub(super) pca: Option<Arc<Principal>>,
    /// MSE of the mean training image on held-out images.
    pub(super) mean_image_mse: f64,
    /// MSE of the frame before, over frames 2 to the last of held-out films.
    pub(super) repeat_mse: Option<f64>,
    pub(super) remarks: Vec<String>,
}

/// PCA of the training images.
#[derive(Debug)]
pub(super) struct Principal {
    pub(super) pca: Pca,
    /// MSE on held-out images by the number of components, from 0.
    pub(super) mse: Vec<f64>,
}

/// The bundled digits and their PCA, once made: a sweep opens many runs.
static DIGITS: Mutex<Option<(Arc<Sets>, Arc<Principal>)>> = Mutex::new(None);

/// Loads or makes what `data` names.
pub(super) fn open(spec: &Spec) -> Result<ImageSets> {
    let told = |error: ImageError| Failure::input(error);
    match spec.data.as_str() {
        "mnist" => {
            let mut digits = DIGITS.lock().unwrap_or_else(PoisonError::into_inner);
            let (sets, pca) = match &*digits {
                Some((sets, pca)) => (Arc::clone(sets), Arc::clone(pca)),
                None => {
                    let sets = Arc::new(bundled().map_err(told)?);
                    let pca = Arc::new(principal(&sets)?);
                    *digits = Some((Arc::clone(&sets), Arc::clone(&pca)));
                    (sets, pca)
                }
            };
            Ok(source(sets, None, Some(pca)))
        }
        "films" => {
            let sets = Arc::new(film_sets(spec.training.seed));
            let pca = Arc::new(principal(&sets)?);
            Ok(source(sets, Some([films::BOARD, films::BOARD, films::FRAMES]), Some(pca)))
        }
        path => {
            let options = ReadOptions { side: spec.image_side, seed: spec.training.seed };
            let sets = Arc::new(read_path(Path::new(path), &options).map_err(told)?);
            let small = sets.train.size() <= MOST_PCA_PIXELS;
            let pca = if small { Some(Arc::new(principal(&sets)?)) } else { None };
            let mut source = source(sets, None, pca);
            if !small {
                let size = source.sets.train.size();
                source.remarks.push(format!("no PCA: {size} pixels an image, more than {MOST_PCA_PIXELS}"));
            }
            Ok(source)
        }
    }
}

fn source(sets: Arc<Sets>, film: Option<[usize; 3]>, pca: Option<Arc<Principal>>) -> ImageSets {
    let mean_image_mse = mean_image_mse(&sets);
    let repeat_mse = film.map(|[width, height, _]| repeat_mse(&sets.validation, width * height));
    let remarks = sets.remarks.clone();
    ImageSets { sets, film, pca, mean_image_mse, repeat_mse, remarks }
}

fn principal(sets: &Sets) -> Result<Principal> {
    let (train, validation) = (&sets.train, &sets.validation);
    let pca = Pca::fit(train.len(), train.size(), |i, row| train.write_reals(i, row)).map_err(Failure::work)?;
    let mse =
        pca.mse_by_components(validation.len(), |i, row| validation.write_reals(i, row)).map_err(Failure::work)?;
    Ok(Principal { pca, mse })
}

/// A frame of a film is a row of an image. Balls and knights take turns; the class is which it is.
fn film_sets(seed: u64) -> Sets {
    let make = |range: std::ops::Range<usize>| {
        let (mut pixels, mut labels) = (Vec::with_capacity(range.len() * films::FRAMES * films::PIXELS), Vec::new());
        for index in range {
            let class = index % 2;
            let piece = if class == 0 { Piece::Ball } else { Piece::Knight };
            let film = film(seed, index as u64, Cast::One(piece));
            pixels.extend(film.pixels.iter().map(|pixel| (pixel * 255.0).round() as u8));
            labels.push(class as u8);
        }
        let images = Images::new(films::PIXELS, films::FRAMES, pixels, labels);
        images.with_classes(vec!["ball".into(), "knight".into()])
    };
    let (train, validation) = FILMS;
    let name = format!("films of {} frames, {} x {}", films::FRAMES, films::BOARD, films::BOARD);
    Sets { name, train: make(0..train), validation: make(train..train + validation), remarks: Vec::new() }
}

fn mean_image_mse(sets: &Sets) -> f64 {
    let (train, validation) = (&sets.train, &sets.validation);
    let mut mean = vec![0_u64; train.size()];
    (0..train.len()).for_each(|i| mean.iter_mut().zip(train.pixels(i)).for_each(|(sum, p)| *sum += u64::from(*p)));
    let count = train.len().max(1) as f64;
    let mean: Vec<f64> = mean.into_iter().map(|sum| sum as f64 / count).collect();
    let squares = |i| mean.iter().zip(validation.pixels(i)).map(|(m, p)| (m - f64::from(*p)).powi(2)).sum::<f64>();
    (0..validation.len()).map(squares).sum::<f64>()
        / (validation.len() * validation.size()).max(1) as f64
        / 255.0_f64.powi(2)
}

fn repeat_mse(films: &Images, frame: usize) -> f64 {
    let (mut sum, mut count) = (0.0, 0);
    for i in 0..films.len() {
        let pixels = films.pixels(i);
        for (now, before) in pixels.iter().skip(frame).zip(pixels) {
            sum += ((f64::from(*now) - f64::from(*before)) / 255.0).powi(2);
            count += 1;
        }
    }
    sum / f64::from(count.max(1))
}

impl ImageSets {
    pub(super) fn train(&self) -> &Images {
        &self.sets.train
    }

    pub(super) fn validation(&self) -> &Images {
        &self.sets.validation
    }

    /// Held-out images to show all along: the first of each class, else the first ones.
    pub(super) fn shown(&self) -> Vec<usize> {
        const MOST: usize = 10;
        let images = self.validation();
        let first = |class| (0..images.len()).find(|&i| images.label(i).map(usize::from) == Some(class));
        let mut shown: Vec<usize> = (0..images.classes().len().min(MOST)).filter_map(first).collect();
        for i in 0..images.len() {
            if shown.len() < MOST && !shown.contains(&i) {
                shown.push(i);
            }
        }
        shown
    }

    /// MSE of PCA with that many components on held-out images.
    pub(super) fn pca_mse(&self, components: usize) -> Option<f64> {
        let mse = &self.pca.as_ref()?.mse;
        mse.get(components).or(mse.last()).copied()
    }

    /// Pixels as a picture; a film becomes a strip of its frames.
    pub(super) fn picture(&self, caption: String, pixels: &[f32]) -> Image {
        let (width, height) = (self.train().width(), self.train().height());
        let Some([frame_width, frame_height, frames]) = self.film else {
            return Image { caption, width, height, pixels: pixels.to_vec() };
        };
        let mut strip = Vec::with_capacity(pixels.len());
        for row in 0..frame_height {
            for frame in pixels.chunks_exact(frame_width * frame_height) {
                strip.extend(frame.iter().skip(row * frame_width).take(frame_width));
            }
        }
        Image { caption, width: frame_width * frames, height: frame_height, pixels: strip }
    }

    /// The data in a few words.
    pub(super) fn words(&self) -> String {
        let size = match self.film {
            Some(_) => String::new(),
            None => format!(" of {} x {}", self.train().width(), self.train().height()),
        };
        let [train, held_out] = [self.train(), self.validation()].map(|images| grouped(images.len() as i64));
        format!("{}{size}: {train} to train, {held_out} held out", self.sets.name)
    }

    /// What an example is.
    pub(super) fn unit(&self) -> &'static str {
        if self.film.is_some() { "films" } else { "images" }
    }
}
