//! The films of moves, against rules written down here once more.

use nnlab::data::films::{BOARD, Cast, FRAMES, PIXELS, Path, Piece, Square, film};

const CASTS: [Cast; 4] = [
    Cast::One(Piece::Ball),
    Cast::One(Piece::Knight),
    Cast::Two(Piece::Ball, Piece::Ball),
    Cast::Two(Piece::Ball, Piece::Knight),
];

/// Where a ball is after `steps` steps, in closed form: its straight line folded into the board.
fn folded(start: i32, speed: i32, steps: i32) -> i32 {
    let last = BOARD as i32 - 1;
    let phase = (start + speed * steps).rem_euclid(2 * last);
    phase.min(2 * last - phase)
}

fn is_bouncing(path: &Path) -> bool {
    let directions = (-1..=1).flat_map(|down| (-1..=1).map(move |right| (down, right)));
    directions.filter(|direction| *direction != (0, 0)).any(|(down, right)| {
        (0..FRAMES).all(|frame| {
            let (row, column) = (folded(path[0].row, down, frame as i32), folded(path[0].column, right, frame as i32));
            path[frame] == Square { row, column }
        })
    })
}

/// The angle of a move in the knight's clockwise circle, as its number of eighths.
fn eighth((down, right): (i32, i32)) -> i32 {
    let angle = f64::from(right).atan2(f64::from(-down)).to_degrees().rem_euclid(360.0);
    (angle / 45.0).floor() as i32
}

fn is_knightly(path: &Path) -> bool {
    let moves: Vec<(i32, i32)> = path.windows(2).map(|w| (w[1].row - w[0].row, w[1].column - w[0].column)).collect();
    let jumps = moves.iter().all(|(down, right)| down * down + right * right == 5);
    let keeps_until_the_edge = moves.windows(2).zip(&path[1..]).all(|(pair, square)| {
        let edge = BOARD as i32;
        let stays = |(down, right): (i32, i32)| {
            (0..edge).contains(&(square.row + down)) && (0..edge).contains(&(square.column + right))
        };
        // Every move between the one before and this one, clockwise, would have left the board.
        let all = [(-2, 1), (-1, 2), (1, 2), (2, 1), (2, -1), (1, -2), (-1, -2), (-2, -1)];
        let turned = (eighth(pair[1]) - eighth(pair[0])).rem_euclid(8);
        (0..turned).all(|turn| {
            let passed = all.into_iter().find(|step| eighth(*step) == (eighth(pair[0]) + turn) % 8).unwrap();
            !stays(passed)
        })
    });
    jumps && keeps_until_the_edge
}

#[test]
fn films_have_twelve_frames_of_eight_by_eight_and_show_each_token_where_it_is() {
    for cast in CASTS {
        for index in 0..300 {
            let film = film(1, index, cast);
            assert_eq!(film.pixels.len(), FRAMES * PIXELS);
            assert_eq!((FRAMES, PIXELS), (12, 64));
            for (frame, pixels) in film.pixels.chunks_exact(PIXELS).enumerate() {
                let at = |path: &Path| (path[frame].row * 8 + path[frame].column) as usize;
                assert_eq!(pixels[at(&film.paths[0])], 1.0);
                let lit = pixels.iter().filter(|pixel| **pixel > 0.0).count();
                let second = film.paths.get(1).map(at).filter(|place| *place != at(&film.paths[0]));
                assert_eq!(lit, 1 + usize::from(second.is_some()));
                assert!(second.is_none_or(|place| pixels[place] == 0.5));
            }
        }
    }
}

#[test]
fn balls_bounce_and_knights_jump() {
    for index in 0..1000 {
        assert!(is_bouncing(&film(2, index, Cast::One(Piece::Ball)).paths[0]));
        assert!(is_knightly(&film(2, index, Cast::One(Piece::Knight)).paths[0]));
        let two = film(2, index, Cast::Two(Piece::Knight, Piece::Ball));
        assert!(is_knightly(&two.paths[0]) && is_bouncing(&two.paths[1]));
    }
}

#[test]
fn the_first_two_frames_fix_the_film() {
    let mut known = std::collections::HashMap::new();
    for piece in [Piece::Ball, Piece::Knight] {
        known.clear();
        for index in 0..4000 {
            let film = film(3, index, Cast::One(piece));
            let first_two = [film.paths[0][0], film.paths[0][1]];
            let before = known.entry(first_two).or_insert(film.paths[0]);
            assert_eq!(*before, film.paths[0], "{piece:?}");
        }
        println!("{piece:?}: {} different films", known.len());
        assert!(known.len() > 300);
    }
}
