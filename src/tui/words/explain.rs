//! The words of "what am I seeing" on forecasters, autoencoders and runs.

words_table! {
    /// One language's paragraphs on what is seen; `{}` in a text is where [`fill`](super::fill) puts a value.
    ExplainWords

    /// Model, parameters, data, examples, their unit.
    setting: &'static str = "The network: {}, with {} parameters. The data: {}. An epoch goes once through {} {}; the \
        curve \"held out\" and every metric called so are of series that the network is never trained on.";
    nothing_measured: &'static str = "Nothing was measured yet.";
    /// Metric, value.
    untrained: &'static str = "Nothing is trained yet, so the forecast comes from random weights; its {} is {}";
    /// Epoch, metric, value.
    now: &'static str = "After epoch {} the {} is {}";
    /// Factor, reference, its value.
    below: &'static str = "{} times below {} ({})";
    above: &'static str = "still {} times above {} ({})";
    level: &'static str = "level with {} ({})";
    and: &'static str = ", ";
    /// Floor, factor.
    floor: &'static str = "The noise floor is {}: the noise itself can't be foreseen, so no method gets below it; the \
        network is at {} times the floor.";
    /// Training, held out.
    overfits: &'static str = "Over all positions the MSE is {} on the series it trains on and {} on held-out ones: the \
        gap says that it has begun to learn its training series by heart.";
    generalises: &'static str = "Over all positions the MSE is {} on the series it trains on and {} on held-out ones: \
        what it has learned holds for series that it never saw.";
    /// Norm, rate.
    dynamics: &'static str = "The latest gradient has the norm {}; with a learning rate of {} the optimiser turns it \
        into a step.";
    /// Limit.
    clipped: &'static str = "That is longer than the clip of {}, so it was shortened to it.";
    /// Which.
    changes: &'static str = "Settings turned on the way: {}; an upright mark on the curves shows where.";
    /// Step.
    diverged: &'static str = "At step {} the loss left the finite numbers: the training has diverged. A lower learning \
        rate or a clip helps; r starts again.";
    /// Model, parameters, data, code size.
    autoencoder: &'static str = "The network: {}, with {} parameters, rebuilds images of {} from a code of {} \
        numbers; the images above are never trained on.";
    /// Error, PCA's, code size, factor.
    beats_pca: &'static str = "Its mean squared error is {}; the best that any linear method can do with as many numbers \
        (PCA) is {} at a code of {}: the network is {} times below.";
    below_pca: &'static str = "Its mean squared error is {}; the best that any linear method can do with as many numbers \
        (PCA) is {} at a code of {}: the network is still {} times above.";
    /// Dead, useless, all.
    units: &'static str = "{} of its code units are dead (their output never changes) and {} useless (putting their mean \
        in their place costs less than 1 %), of {}.";
    /// Mean correlation.
    correlation: &'static str = "Two units go together with a mean correlation of {}; the units of PCA have 0.";
    /// Input's error, output's.
    denoising: &'static str = "The spoilt input is {} from the clean image, the output {}: a denoising autoencoder \
        brings it nearer.";
    code: &'static str = "In the pane of the code the arrows turn its units, and the decoder's image follows; n looks \
        at another image, Enter on the images walks to the next one.";
    forecast: &'static str = "The forecast pane shows what the network was given, what really came, and what it says \
        would come, on a series it was never trained on; n brings the next one.";
    /// The tab of runs, a paragraph each.
    runs: &'static [&'static str] = &[
        "Every run and sweep of this session and every recorded one: its model, how it stands, epochs (of a sweep: trials) \
            done, and the best value of the metric that its lab is judged by. Below, the command that makes it again.",
        "Enter opens a recorded run where it stands, and p goes on with it; one that another process is writing is watched. A \
            run died if its process is gone and said nothing of an end: it goes on from its last checkpoint. Silent is one on \
            another machine that has written nothing for minutes.",
        "Space marks rows: the curves of all marked runs lie over one another, each with the colour of its name, and of two \
            the settings in which they differ are shown. On a sweep the chart has the metric against the first axis of \
            numbers: medians over the seeds, upright strokes from the smallest to the largest, and the knee.",
        "The knee is the place that lies farthest from the straight line between the ends of the curve, on the side where \
            much is gained early; an axis that spans a factor of 8 is spaced by ratios.",
    ];
}
