//! Which accounts are wanted: first what cannot be taken back, then a shape, names, e-mails and units.

use super::binding::{Action, Binding, bind, scroll};
use super::effect::Effect;
use super::fill::{self, Fill, around};
use super::key::Key;
use super::model::{Model, Screen};
use super::result::scrolled;
use super::review;
use super::text::Text;
use crate::domain::{Sentence, run_id};
use crate::measures::separate::{
    self, Choices, Facts, MOST, ORGANIZATION, PAID, SHAPES, Standing, WantedAccount,
};
use crate::say;

/// A column of an account's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Name,
    Email,
    /// The path of its unit.
    Unit,
}

impl Column {
    const ALL: [Self; 3] = [Self::Name, Self::Email, Self::Unit];
}

#[derive(Debug, Clone, PartialEq)]
pub struct AccountRow {
    pub name: Text,
    pub email: Text,
    /// The path of its unit.
    pub unit: Text,
}

impl AccountRow {
    fn of(wanted: &WantedAccount) -> Self {
        Self {
            name: Text::of(wanted.name.clone()),
            email: Text::of(wanted.email.clone()),
            unit: Text::of(wanted.unit.trim_matches('/').to_owned()),
        }
    }

    fn wanted(&self) -> WantedAccount {
        WantedAccount {
            unit: format!("/{}", self.unit.value().trim().trim_matches('/')),
            name: self.name.value().trim().to_owned(),
            email: self.email.value().trim().to_owned(),
        }
    }

    #[must_use]
    pub const fn cell(&self, column: Column) -> &Text {
        match column {
            Column::Name => &self.name,
            Column::Email => &self.email,
            Column::Unit => &self.unit,
        }
    }
}

/// Where the focus is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountsField {
    Shape,
    /// The e-mail that the others are made of.
    Email,
    Cell(usize, Column),
    Review,
}

#[derive(Debug, Clone, PartialEq)]
pub struct AccountsForm {
    /// Index into [`SHAPES`].
    pub shape: usize,
    /// The e-mail that the others are made of.
    pub email: Text,
    pub rows: Vec<AccountRow>,
    pub focus: AccountsField,
    /// Somebody has been at the button: what is empty is a mistake only then.
    pub visited: bool,
    /// What is there already.
    there: Facts,
    run: String,
}

impl AccountsForm {
    /// A form with two accounts proposed, under the e-mail of the management account where that is known.
    #[must_use]
    pub fn of(facts: &Facts, email: &str, run: &str) -> Self {
        let mut form = Self {
            shape: 0,
            email: Text::of(email.to_owned()),
            rows: Vec::new(),
            focus: AccountsField::Shape,
            visited: false,
            there: facts.clone(),
            run: run.to_owned(),
        };
        form.propose();
        form
    }

    /// The rows of the shape.
    fn propose(&mut self) {
        let name = SHAPES.get(self.shape).copied().unwrap_or("two");
        let proposed = separate::of_shape(name, self.email.value(), &self.there);
        if !proposed.is_empty() {
            self.rows = proposed.iter().map(AccountRow::of).collect();
        }
    }

    /// What a person typed into a row is theirs: the shape is their own from then on.
    fn own(&mut self) {
        self.shape = SHAPES.len() - 1;
    }

    /// The accounts as they are written.
    #[must_use]
    pub fn wanted(&self) -> Vec<WantedAccount> {
        self.rows.iter().map(AccountRow::wanted).collect()
    }

    /// The choices as they are.
    #[must_use]
    pub fn choices(&self) -> Choices {
        [
            (
                "shape",
                SHAPES.get(self.shape).copied().unwrap_or("own").to_owned(),
            ),
            ("email", self.email.value().trim().to_owned()),
            ("accounts", separate::write_accounts(&self.wanted())),
            ("run", self.run.clone()),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
    }

    /// What is wrong with the focused field, or with the first that is wrong.
    #[must_use]
    pub fn error(&self) -> Option<Sentence> {
        let (field, error) = self.first_error()?;
        let is_empty = match field {
            AccountsField::Email => self.email.value().trim().is_empty(),
            AccountsField::Cell(row, column) => self
                .rows
                .get(row)
                .is_some_and(|row| row.cell(column).value().trim().is_empty()),
            AccountsField::Shape | AccountsField::Review => false,
        };
        (self.visited || !is_empty).then_some(error)
    }

    /// Whether a cell is wrong.
    #[must_use]
    pub fn is_wrong(&self, row: usize, column: Column) -> bool {
        self.cell_error(row, column).is_some()
    }

    fn cell_error(&self, index: usize, column: Column) -> Option<Sentence> {
        let row = self.rows.get(index)?;
        match column {
            Column::Name => separate::name_error(row.name.value()),
            Column::Email => separate::account_email_error(row.email.value())
                .or_else(|| separate::among_error(index, &self.wanted(), &self.there)),
            Column::Unit => separate::unit_error(row.unit.value()),
        }
    }

    fn first_error(&self) -> Option<(AccountsField, Sentence)> {
        // The e-mail only helps to propose; rows that have their own do not need it.
        let cells = (0..self.rows.len()).flat_map(|row| Column::ALL.map(|column| (row, column)));
        let wrong = cells
            .map(|(row, column)| (AccountsField::Cell(row, column), self.cell_error(row, column)))
            .find_map(|(field, error)| Some((field, error?)))?;
        if self.email.value().trim().is_empty()
            && matches!(wrong.0, AccountsField::Cell(row, Column::Email)
                if self.rows.get(row).is_some_and(|row| row.email.value().trim().is_empty()))
        {
            return Some((AccountsField::Email, say!("form-email-empty")));
        }
        Some(wrong)
    }

    /// Whether every field can be.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.first_error().is_none() && !self.rows.is_empty()
    }

    fn order(&self) -> Vec<AccountsField> {
        let mut order = vec![AccountsField::Shape, AccountsField::Email];
        for row in 0..self.rows.len() {
            order.extend(Column::ALL.map(|column| AccountsField::Cell(row, column)));
        }
        order.push(AccountsField::Review);
        order
    }

    fn add(&mut self) {
        if self.rows.len() >= MOST {
            return;
        }
        self.rows.push(AccountRow {
            name: Text::default(),
            email: Text::default(),
            unit: Text::of("Workloads".to_owned()),
        });
        self.own();
        self.focus = AccountsField::Cell(self.rows.len() - 1, Column::Name);
    }

    fn remove(&mut self) {
        if let AccountsField::Cell(row, _) = self.focus
            && self.rows.len() > 1
            && row < self.rows.len()
        {
            self.rows.remove(row);
            self.own();
            self.focus = AccountsField::Cell(row.min(self.rows.len() - 1), Column::Name);
        }
    }
}

impl Fill for AccountsForm {
    fn step(&mut self, forward: bool) {
        // The name of a row without an e-mail proposes one.
        if let AccountsField::Cell(row, Column::Name) = self.focus
            && let Some(row) = self.rows.get_mut(row)
            && row.email.value().trim().is_empty()
            && !row.name.value().trim().is_empty()
        {
            row.email = Text::of(separate::plus(self.email.value(), row.name.value().trim()));
        }
        self.focus = fill::beside(&self.order(), self.focus, forward);
    }

    fn turn(&mut self, forward: bool) {
        match self.focus {
            // The shape of one's own comes by typing, not by turning.
            AccountsField::Shape => {
                let current = self.shape.min(SHAPES.len() - 2);
                self.shape = if self.shape == current {
                    around(SHAPES.len() - 1, current, forward)
                } else {
                    0
                };
                self.propose();
            }
            AccountsField::Email | AccountsField::Cell(..) | AccountsField::Review => {}
        }
    }

    fn toggle(&mut self) {
        self.turn(true);
    }

    fn input(&mut self) -> Option<&mut Text> {
        match self.focus {
            AccountsField::Email => Some(&mut self.email),
            AccountsField::Cell(row, column) => {
                let row = self.rows.get_mut(row)?;
                Some(match column {
                    Column::Name => &mut row.name,
                    Column::Email => &mut row.email,
                    Column::Unit => &mut row.unit,
                })
            }
            AccountsField::Shape | AccountsField::Review => None,
        }
    }

    fn is_last(&self) -> bool {
        self.focus == AccountsField::Review
    }

    fn to_error(&mut self) -> bool {
        self.visited = true;
        let wrong = self.first_error().map(|(field, _)| field);
        self.focus = wrong.unwrap_or(self.focus);
        wrong.is_some()
    }
}

/// Whether a plan of this check begins with the organization itself.
fn makes_organization(model: &Model) -> bool {
    model.facts.separate.standing() == Some(Standing::Alone)
}

impl Model {
    /// Whether the free plan may become a paid one by what the page in front leads to.
    #[must_use]
    pub fn asks_for_paid_plan(&self) -> bool {
        makes_organization(self) && separate::may_be_free(&self.facts.account.plan)
    }

    /// An e-mail to propose others of: the management account's, else that of somebody AWS writes to.
    fn proposed_email(&self) -> String {
        let organization = self.facts.separate.organization();
        let contacts = crate::measures::secure::ContactKind::ALL.into_iter().rev();
        organization
            .map(|one| one.email.clone())
            .or_else(|| {
                contacts
                    .filter_map(|kind| self.facts.secure.contacts.get(&kind)?.seen()?.as_ref())
                    .map(|contact| contact.email_address.clone())
                    .next()
            })
            .unwrap_or_default()
    }
}

pub(super) fn act_told(model: &mut Model, action: Action) -> Vec<Effect> {
    let extent = model.extent;
    let Screen::Told { check, .. } = *model.screen() else {
        return Vec::new();
    };
    match action {
        Action::Back => {
            model.review = None;
            model.pop();
        }
        Action::Toggle if model.asks_for_paid_plan() => model.paid_plan = !model.paid_plan,
        Action::Up | Action::Down | Action::PageUp | Action::PageDown => {
            if let Some(Screen::Told { scroll, .. }) = model.screen_mut() {
                *scroll = scrolled(*scroll, action, extent);
            }
        }
        Action::Accept if model.review.is_some() => {}
        Action::Accept if model.asks_for_paid_plan() && !model.paid_plan => {
            model.notice = Some(say!("notice-paid-plan"));
        }
        Action::Accept if check.id == ORGANIZATION.id => {
            let mut choices = Choices::new();
            with_plan(model, &mut choices);
            return review::ask_job(model, &separate::MAKE_ORGANIZATION, choices);
        }
        Action::Accept => {
            if let Some(form) = &mut model.accounts_form {
                // What was typed stays, held against the organization as it is now.
                form.there = model.facts.separate.clone();
                form.focus = AccountsField::Shape;
            } else {
                let email = model.proposed_email();
                let form = AccountsForm::of(&model.facts.separate, &email, &run_id(model.now));
                model.accounts_form = Some(form);
            }
            model.push(Screen::AccountsForm);
        }
        _ => {}
    }
    Vec::new()
}

/// The yes to what becomes of the free plan, where it was asked for and given.
fn with_plan(model: &Model, choices: &mut Choices) {
    if model.asks_for_paid_plan() && model.paid_plan {
        choices.insert("plan".to_owned(), PAID.to_owned());
    }
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if model.review.is_none()
        && let Some(form) = &mut model.accounts_form
    {
        match action {
            Action::AddRow => form.add(),
            Action::RemoveRow => form.remove(),
            _ => {}
        }
    }
    fill::act(
        model,
        |model| model.accounts_form.as_mut(),
        |model| {
            let Some(mut choices) = model.accounts_form.as_ref().map(AccountsForm::choices) else {
                return Vec::new();
            };
            with_plan(model, &mut choices);
            review::ask_job(model, &separate::ACCOUNTS, choices)
        },
        action,
    )
}

pub(super) fn typed(model: &mut Model, key: Key) -> Vec<Effect> {
    let effects = fill::typed(model, |model| model.accounts_form.as_mut(), key);
    if model.review.is_none()
        && let Some(form) = &mut model.accounts_form
    {
        match form.focus {
            // The e-mails of a shape follow the one that they are made of.
            AccountsField::Email if form.shape < SHAPES.len() - 1 => form.propose(),
            AccountsField::Cell(..) => form.own(),
            AccountsField::Email | AccountsField::Shape | AccountsField::Review => {}
        }
    }
    effects
}

/// Whether letters go into a field.
pub(super) fn is_typing(model: &Model) -> bool {
    matches!(model.screen(), Screen::AccountsForm)
        && model
            .accounts_form
            .as_ref()
            .is_some_and(|form| matches!(form.focus, AccountsField::Email | AccountsField::Cell(..)))
}

pub(super) fn keys_told(model: &Model, map: &mut Vec<Binding>) {
    map.push(bind(Key::Enter, Action::Accept, "key-continue", Some(0)));
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
    if model.asks_for_paid_plan() {
        map.push(bind(Key::Char(' '), Action::Toggle, "key-paid-plan", Some(1)));
    }
    scroll(map);
}

pub(super) fn keys(model: &Model, map: &mut Vec<Binding>) {
    let focus = model.accounts_form.as_ref().map(|form| form.focus);
    let label = if focus == Some(AccountsField::Review) {
        "key-review"
    } else {
        "key-next"
    };
    map.push(bind(Key::Enter, Action::Accept, label, Some(0)));
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
    map.push(bind(Key::Tab, Action::Next, "key-next", None));
    map.push(bind(Key::BackTab, Action::Previous, "key-choose", None));
    map.push(bind(Key::Up, Action::Previous, "key-choose", None));
    map.push(bind(Key::Down, Action::Next, "key-choose", None));
    map.push(bind(Key::Ctrl('n'), Action::AddRow, "key-add-row", Some(2)));
    match focus {
        Some(AccountsField::Shape) => {
            map.push(bind(Key::Char(' '), Action::Toggle, "key-change", Some(1)));
            map.push(bind(Key::Left, Action::Left, "key-change", None));
            map.push(bind(Key::Right, Action::Right, "key-change", None));
        }
        Some(AccountsField::Cell(..)) => {
            map.push(bind(Key::Ctrl('d'), Action::RemoveRow, "key-remove-row", Some(3)));
            map.push(bind(Key::Ctrl('u'), Action::Clear, "key-clear", Some(4)));
        }
        Some(AccountsField::Email) => {
            map.push(bind(Key::Ctrl('u'), Action::Clear, "key-clear", Some(3)));
        }
        Some(AccountsField::Review) | None => {}
    }
}
