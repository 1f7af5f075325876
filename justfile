# `just` lists these; each is a plain cargo command that works without it.

# open the dashboard
run:
    cargo run --release

# everything that must hold before a change lands
check:
    .ci/run

# look at changed screens, accept or reject them (needs cargo-insta)
review:
    cargo insta review

# layers and whole training steps, timed
bench:
    cargo bench

# kills, broken files, second writers, hostile words by the thousand (docs/reliability.md); an hour or so
campaign:
    NNLAB_CAMPAIGN=large cargo test --release --test campaign -- --nocapture --test-threads 2
