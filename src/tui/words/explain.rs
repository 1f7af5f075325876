//! The words of "what am I seeing" on forecasters, autoencoders and runs.

words_table! {
    /// One language's paragraphs on what is seen; `{}` in a text is where [`fill`](super::fill) puts a value.
    ExplainWords

    /// Model, data.
    language: &'static str = "The model: {}. The text: {}. It reads token by token and says how probable each next one is; the curve \
        \"held out\" and every metric called so are of text that it never trains on.";
    perplexity: &'static str = "A perplexity of 20 says: on the average the model is as unsure of the next token as of a die with 20 \
        sides. It can't fall below the floor, which is what the text itself leaves open; an untrained model has as many sides \
        as there are tokens. Bits a character compare models with different tokens: unknown words and characters are charged \
        for their spelling.";
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
    at_floor: &'static str = "The noise floor is {}: the noise itself can't be foreseen, so no method gets below it; the \
        network has reached it.";
    /// Training, held out.
    both: &'static str = "Over all positions the MSE is {} on the series it trains on and {} on held-out ones";
    overfits: &'static str = ": the gap says that it has begun to learn its training series by heart.";
    generalises: &'static str = ": what it has learned holds for series that it never saw.";
    /// A baseline.
    learned_little: &'static str = "; but it does not do better than {} yet: there is little that it has learned.";
    gap_of_data: &'static str = ". The held-out part is harder, or unlike what it trains on: that does better on neither part \
        than a baseline says nothing of learning by heart.";
    /// Metric, its value then, its value now.
    worse_than_untrained: &'static str = "The {} was {} before any training and is {} now: training has made it worse.";
    rate_may_be_too_large: &'static str = "As a rule the learning rate of {} is then too large.";
    best_was_untrained: &'static str = "It was best at epoch 0, before any training.";
    /// Epoch, value.
    best_was: &'static str = "It was best after epoch {}, at {}: since then it has not got better.";
    /// Learning rate.
    rate_too_large: &'static str = "The learning rate of {} is too large for this network, or a gradient is not clipped.";
    no_number: &'static str = "The {} is no finite number any more.";
    /// A run's folder.
    taken_over: &'static str = "Nothing is trained here yet: the weights are those of {}";
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
    /// What a step keeps, by layer.
    gradient_start_lstm: &'static str = "Untrained, a step keeps {} (forget gate: sigmoid(1) = .73). No measure of memory.";
    gradient_start_gru: &'static str = "Untrained, a step keeps {} (update gate: sigmoid(0) = .5). No measure of memory.";
    gradient_start_simple: &'static str = "Untrained, a step keeps {} (orthogonal weights keep lengths). No measure of memory.";
    gradient_trained: &'static str = "A step keeps {}: as much as this task has asked for. No measure of memory.";
    /// Layer, norm at the last step, steps, norm at the first step, their ratio, what a step keeps by layer.
    gradient_seen: &'static str = "In the last step of {} the gradient of the last error has the norm {}; {} steps earlier it has \
        {}, which is {} of it. A step back in time keeps on average: {}.";
    /// Steps, the forget gate's value to their power.
    gradient_why_lstm: &'static str = "Untrained, that says how the cells start, not which of them can remember. An LSTM's forget \
        gates start with a bias of 1: sigmoid(1) = .73 of the cell state is kept a step, and .73 {} times over is {}. A \
        SimpleRNN starts with orthogonal recurrent weights, which keep lengths, and so seems to hold longer. Training can open \
        a forget gate to nearly 1; it opens it as far as the task needs what is long ago.";
    gradient_why_gru: &'static str = "Untrained, that says how the cells start, not which of them can remember. A GRU's update \
        gates start at sigmoid(0) = .5 of the state kept a step. A SimpleRNN starts with orthogonal recurrent weights, which \
        keep lengths, and so seems to hold longer. Training can open a gate to nearly 1; it opens it as far as the task needs \
        what is long ago.";
    gradient_why_simple: &'static str = "Untrained, that says how the cells start, not which of them can remember. The recurrent \
        weights start orthogonal, which keeps lengths: only the slope of the activation, at most 1, makes the gradient smaller. \
        An LSTM starts with forget gates at sigmoid(1) = .73 a step and so seems to forget faster; but its gates can be \
        trained to nearly 1, while here the same weights that hold must also compute.";
    gradient_why_trained: &'static str = "That is what the training on this task made of the weights. A task that does not need \
        what is long ago asks for no more, whatever the cell: it says little about how long such a cell can remember.";
    /// Model, parameters, data, code size.
    autoencoder: &'static str = "The network: {}, with {} parameters, rebuilds images of {} from a code of {} \
        numbers; the images above are never trained on.";
    untrained_pictures: &'static str = "Nothing is trained yet: what the decoder shows comes from random weights.";
    /// Error, PCA's, code size.
    level_pca: &'static str = "Its mean squared error is {}; the best that any linear method can do with as many numbers \
        (PCA) is {} at a code of {}: the network is level with that.";
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
    denoising_fails: &'static str = "The spoilt input is {} from the clean image, the output {}: it does not bring it nearer \
        (yet).";
    code: &'static str = "In the pane of the code the arrows turn its units, and the decoder's image follows; n looks \
        at another image, Enter on the images walks to the next one.";
    forecast: &'static str = "The forecast pane shows what the network was given, what really came, and what it says \
        would come, on a series it was never trained on; n brings the next one.";
    /// The tab of runs, a paragraph each.
    runs: &'static [&'static str] = &[
        "Every run and sweep of this session and every recorded one: its model, how it stands, epochs (of a sweep: trials) \
            done, and the best value of the metric that its lab is judged by. Below, the command that makes it again.",
        "Enter opens a recorded run where it stands, and p goes on with it; one that another process is writing is watched. A \
            run crashed if its process is gone and said nothing of an end: it goes on from its last checkpoint. Silent is one on \
            another machine that has written nothing for minutes.",
        "Space marks rows: the curves of all marked runs lie over one another, each with the colour of its name, and of two \
            the settings in which they differ are shown. On a sweep the chart has the metric against the first axis of \
            numbers: medians over the seeds, upright strokes from the smallest to the largest, and the knee.",
        "The knee is the place that lies farthest from the straight line between the ends of the curve, on the side where \
            much is gained early; an axis that spans a factor of 8 is spaced by ratios. What does not get better along the axis \
            has none.",
    ];
}
