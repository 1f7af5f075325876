//! Short films for the recurrent autoencoder: one or two tokens move over an 8x8 board by rules that the pictures tell.
//!
//! A ball keeps its direction and bounces off the edges. A knight keeps making the same knight's move; when that move
//! would leave the board it turns clockwise to the next move that stays on it. Either way the first two frames fix all
//! that follow.

use crate::rng::{Purpose, Rng};

/// Squares along one edge of the board.
pub const BOARD: usize = 8;

/// Pixels of a frame: one a square, row after row.
pub const PIXELS: usize = BOARD * BOARD;

/// Frames of a film.
pub const FRAMES: usize = 12;

/// The last row and the last column.
const LAST: i32 = BOARD as i32 - 1;

/// How a token moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Piece {
    /// One square a frame along a line or a diagonal, mirrored at the edges.
    Ball,
    /// One knight's move a frame, turned clockwise only where it would leave the board.
    Knight,
}

/// Who is on the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cast {
    /// One token.
    One(Piece),
    /// Two tokens, which pass through each other. The second is half as bright; on one square the first hides it.
    Two(Piece, Piece),
}

/// A square; the row counts from the top, the column from the left, both in `0..8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Square {
    /// 0 is the top row.
    pub row: i32,
    /// 0 is the leftmost column.
    pub column: i32,
}

/// A token's place in each frame.
pub type Path = [Square; FRAMES];

/// A film: where each token was, and what was seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Film {
    /// One path a token, the brighter first.
    pub paths: Vec<Path>,
    /// `FRAMES` x `PIXELS` values, frame after frame: 1 for the first token, 0.5 for the second, 0 elsewhere.
    pub pixels: Vec<f32>,
}

/// A knight's moves (row, column), clockwise from the one that goes two up and one to the right.
const KNIGHT: [(i32, i32); 8] = [(-2, 1), (-1, 2), (1, 2), (2, 1), (2, -1), (1, -2), (-1, -2), (-2, -1)];

/// A ball's directions, clockwise from straight up.
const BALL: [(i32, i32); 8] = [(-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1)];

/// Film number `index` of the films that `seed` names: each depends on these two numbers and the cast alone.
pub fn film(seed: u64, index: u64, cast: Cast) -> Film {
    let mut rng = Rng::keyed(seed, Purpose::Data, 1, index);
    let pieces: &[Piece] = match cast {
        Cast::One(piece) => &[piece],
        Cast::Two(first, second) => &[first, second],
    };
    let paths: Vec<Path> = pieces.iter().map(|&piece| path(piece, &mut rng)).collect();
    let mut pixels = vec![0.0_f32; FRAMES * PIXELS];
    for (path, brightness) in paths.iter().zip([1.0_f32, 0.5]) {
        for (frame, square) in pixels.chunks_exact_mut(PIXELS).zip(path) {
            let at = square.row * BOARD as i32 + square.column;
            if let Some(pixel) = usize::try_from(at).ok().and_then(|at| frame.get_mut(at)) {
                *pixel = pixel.max(brightness);
            }
        }
    }
    Film { paths, pixels }
}

/// A path from a random square in a random direction.
fn path(piece: Piece, rng: &mut Rng) -> Path {
    let mut square = Square { row: rng.below(BOARD) as i32, column: rng.below(BOARD) as i32 };
    let mut direction = rng.below(8);
    let mut step = BALL.get(direction).copied().unwrap_or((0, 1));
    std::array::from_fn(|frame| {
        if frame > 0 {
            match piece {
                Piece::Ball => bounce(&mut square, &mut step),
                Piece::Knight => jump(&mut square, &mut direction),
            }
        }
        square
    })
}

fn bounce(square: &mut Square, (down, right): &mut (i32, i32)) {
    for (place, speed) in [(&mut square.row, down), (&mut square.column, right)] {
        if !(0..=LAST).contains(&(*place + *speed)) {
            *speed = -*speed;
        }
        *place += *speed;
    }
}

/// From every square of the board a knight has at least two moves, so a turn always ends.
fn jump(square: &mut Square, direction: &mut usize) {
    for turn in 0..KNIGHT.len() {
        let next = (*direction + turn) % KNIGHT.len();
        let Some((down, right)) = KNIGHT.get(next) else { continue };
        let landed = Square { row: square.row + down, column: square.column + right };
        if (0..=LAST).contains(&landed.row) && (0..=LAST).contains(&landed.column) {
            (*square, *direction) = (landed, next);
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_film_is_named_by_its_seed_and_index_alone() {
        let cast = Cast::Two(Piece::Ball, Piece::Knight);
        assert_eq!(film(3, 5, cast), film(3, 5, cast));
        assert_ne!(film(3, 5, cast), film(3, 6, cast));
        assert_ne!(film(3, 5, cast), film(4, 5, cast));
    }

    #[test]
    fn a_ball_in_a_corner_turns_back_along_its_diagonal() {
        let (mut square, mut step) = (Square { row: 0, column: 7 }, (-1, 1));
        bounce(&mut square, &mut step);
        assert_eq!((square, step), (Square { row: 1, column: 6 }, (1, -1)));
    }

    #[test]
    fn a_knight_in_a_corner_turns_clockwise_to_the_first_move_that_stays() {
        let (mut square, mut direction) = (Square { row: 0, column: 0 }, 0);
        jump(&mut square, &mut direction);
        assert_eq!((square, direction), (Square { row: 1, column: 2 }, 2));
    }

    #[test]
    fn the_second_token_is_half_as_bright_and_hidden_behind_the_first() {
        for index in 0..50 {
            let film = film(1, index, Cast::Two(Piece::Ball, Piece::Ball));
            for (frame, pixels) in film.pixels.chunks_exact(PIXELS).enumerate() {
                let met = film.paths[0][frame] == film.paths[1][frame];
                assert_eq!(pixels.iter().sum::<f32>(), if met { 1.0 } else { 1.5 });
            }
        }
    }
}
