//! What a unit can be, and how well one follows another: the grammar that all issues share.

use crate::model::Role;

/// What a unit is, finer than [`Role`]: the decoder needs to know how an item begins and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum State {
    /// Nothing to read.
    Furniture,
    /// Table of contents.
    Contents,
    /// The editor's own words.
    Editorial,
    /// Heading over several items.
    Section,
    /// Text under a section's heading that belongs to no item.
    Intro,
    /// Topic above a title.
    Topic,
    /// Words that belong to a picture, labels of genre.
    Caption,
    /// The same inside an item, below its title.
    Figure,
    /// An item's title.
    Title,
    /// Date, byline, address, venue of an item.
    Meta,
    /// First paragraph of an item.
    Body,
    /// Further paragraphs.
    More,
    /// Heading inside an item's text.
    Subhead,
    /// A paragraph that carries the closer at its end.
    Last,
    /// The phrase that ends an item.
    Closer,
    /// A whole item in one unit: a link in a list, a title with its text.
    Entry,
    /// Date and place before an event's title.
    When,
    /// An event's title below its date.
    EventTitle,
    /// A whole event in one unit.
    EventLine,
    /// A drawn line.
    Rule,
    /// Publisher, address, legal matter, unsubscribing.
    Imprint,
}

/// How many states there are.
pub(super) const STATES: usize = 21;

/// One number a state, in nats or as a probability.
pub(super) type Scores = [f32; STATES];

use State::{
    Body, Caption, Closer, Contents, Editorial, Entry, EventLine, EventTitle, Figure, Furniture, Imprint, Intro, Last,
    Meta, More, Rule, Section, Subhead, Title, Topic, When,
};

/// The states that carry an item's title.
pub(super) const HEADS: [State; 4] = [Title, Entry, EventTitle, EventLine];

impl State {
    /// All states, in order of their numbers.
    pub(super) const ALL: [State; STATES] = [
        Furniture, Contents, Editorial, Section, Intro, Topic, Caption, Figure, Title, Meta, Body, More, Subhead, Last,
        Closer, Entry, When, EventTitle, EventLine, Rule, Imprint,
    ];

    /// The public name of what the unit is.
    pub(super) fn role(self) -> Role {
        match self {
            Furniture | Rule | Meta => Role::Furniture,
            Contents => Role::Contents,
            Editorial | Intro => Role::Editorial,
            Section => Role::Section,
            Topic => Role::Topic,
            Caption | Figure => Role::Caption,
            Title => Role::Title,
            Body | More | Subhead | Last => Role::Body,
            Closer => Role::Closer,
            Entry => Role::Title,
            When | EventTitle | EventLine => Role::Event,
            Imprint => Role::Imprint,
        }
    }

    /// Carries an item's title.
    pub(super) fn heads(self) -> bool {
        HEADS.contains(&self)
    }

    /// May stand before a title and still belong to its item.
    pub(super) fn leads(self) -> bool {
        matches!(self, Topic | Caption | When)
    }

    /// Stands behind a title and belongs to its item.
    pub(super) fn follows(self) -> bool {
        matches!(self, Figure | Meta | Body | More | Subhead | Last | Closer)
    }
}

/// Log-odds (nats) of what makes no sense; finite, so that what cues say for certain (a promise of the contents) wins.
pub(super) const NEVER: f32 = -12.0;

/// Log-odds (nats) of `to` following `from`; `from` is `None` at the start. A grammar written by hand: 0 is what happens in
/// most layouts, -1 to -3 what some do, [`NEVER`] what makes no sense. Documents sharpen it for themselves (see `decode`).
pub(super) fn follows(from: Option<State>, to: State) -> f32 {
    let Some(from) = from else {
        return match to {
            Meta | Figure | Body | More | Subhead | Last | Closer | EventTitle => NEVER,
            Imprint => -3.0,
            Intro => -4.0,
            _ => 0.0,
        };
    };
    match from {
        Furniture | Contents | Editorial | Section | Intro | Rule | Imprint => outside(from, to),
        Topic | Caption | When => before_title(from, to),
        Title | EventTitle => after_title(from, to),
        Meta | Figure | Subhead | Body | More => inside(from, to),
        Last | Closer => after_end(to),
        Entry | EventLine => after_entry(from, to),
    }
}

fn outside(from: State, to: State) -> f32 {
    match (from, to) {
        (Section, Section) => -2.0,
        (Section, Furniture | Imprint) => -2.5,
        (Section, Editorial) => -2.0,
        (Section, Rule) => -1.5,
        (Section, Intro | Title | Entry | EventLine) => 0.3,
        (Section, Topic) => 0.0,
        (Intro, Intro) => -1.5,
        (Intro, Furniture | Imprint | Section) => -2.0,
        (Rule, More) => -2.5,
        (Rule, Intro) => -6.0,
        (Editorial, Editorial) => 0.5,
        (Contents, Contents) => 1.0,
        (_, Intro) => NEVER,
        (_, Meta | Figure | Body | More | Subhead | Last | Closer | EventTitle) => NEVER,
        (Imprint, Imprint) => 1.0,
        (Imprint, Furniture | Rule) => -0.5,
        (Imprint, _) => -4.0,
        (Furniture, Imprint) => -0.3,
        (_, Imprint) => -1.0,
        (Editorial, Title | Topic | Entry | EventLine | When | Caption) => -0.7,
        (_, Caption) => -0.7,
        (_, Contents) => -0.5,
        (Contents | Rule, Editorial) => -1.0,
        _ => 0.0,
    }
}

fn before_title(from: State, to: State) -> f32 {
    match (from, to) {
        (When, EventTitle) => 0.0,
        (When, Meta) => -1.5,
        (When, Caption) => -2.0,
        (When, Topic) => -3.0,
        (When, _) => NEVER,
        (Topic, Title) => 0.0,
        (Topic, Caption) => -0.5,
        (Topic, Topic | When) => -3.0,
        (Topic, _) => NEVER,
        (_, Title | Topic) => 0.0,
        (_, Caption) => -1.0,
        (_, Entry | EventLine | When | Section) => -2.5,
        (_, Rule | Imprint | Furniture) => -4.0,
        _ => NEVER,
    }
}

fn after_title(from: State, to: State) -> f32 {
    match (from, to) {
        (EventTitle, When) => 0.0,
        (EventTitle, Rule | Body | Last | Closer | Meta) => -0.5,
        (EventTitle, Section | Furniture) => -1.0,
        (EventTitle, Title | EventLine | Topic | Imprint) => -1.5,
        (_, Body | Last | Meta) => 0.0,
        (_, Closer) => -2.0,
        (_, Rule) => -3.5,
        (_, Figure) => -0.7,
        (_, Caption | Topic) => -4.0,
        (_, Title | Entry | EventLine | When | Furniture) => -3.2,
        (_, Section) => -3.5,
        (_, Imprint) => -4.5,
        (_, Subhead) => -5.0,
        _ => NEVER,
    }
}

fn inside(from: State, to: State) -> f32 {
    match (from, to) {
        (Subhead, More | Last) => 0.0,
        (Subhead, Subhead | Meta | Figure) => -3.0,
        (Subhead, _) => NEVER,
        (Figure, Figure) => -0.5,
        (Figure, Body | More | Last) => -0.2,
        (Figure, Title | Topic | Section | Entry | EventLine | When | Caption) => -1.5,
        (Meta, Body | Last) => 0.0,
        (Meta | Body | More, Figure) => -1.0,
        (Meta, Meta | Closer | Rule) => -0.5,
        (Meta, More) => -0.7,
        (Meta, Title | Topic | Entry | Section | EventLine | When | Caption | Furniture) => -1.2,
        (Meta, EventTitle) => -6.0,
        (Meta, Subhead) => -4.0,
        (_, Body) => NEVER,
        (_, More) => -0.3,
        (_, Closer | Rule) => 0.0,
        (_, Last) => -0.3,
        (_, Subhead) => -1.0,
        (_, Title | Topic | Section | Meta | Entry | EventLine | When | Caption) => -1.0,
        (_, Furniture | Imprint) => -1.5,
        (_, Editorial) => -5.0,
        (_, Contents) => -4.0,
        _ => NEVER,
    }
}

fn after_end(to: State) -> f32 {
    match to {
        Title | Topic | Entry | When | EventLine | Rule => 0.0,
        Caption | Section | Closer => -0.5,
        Furniture | Imprint => -1.0,
        Meta => -1.5,
        More | Last => -4.5,
        Editorial | Contents => -4.0,
        _ => NEVER,
    }
}

fn after_entry(from: State, to: State) -> f32 {
    match to {
        _ if to == from => 0.5,
        Rule | Closer | Meta | Section => -0.5,
        More | Last | Furniture | Imprint => -1.5,
        Title | Topic | Entry | EventLine | When | Caption => -1.5,
        Editorial | Contents => -4.0,
        _ => NEVER,
    }
}
