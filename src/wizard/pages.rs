//! The screens that a person went through, each with what it holds; and those that were left and are found again as they were.

use super::events::Events;
use super::guardduty::GuardDuty;
use super::inventory::Inventory;
use super::model::Screen;

#[derive(Debug, Clone, PartialEq)]
pub struct Pages {
    /// The front one last. Never empty.
    stack: Vec<Screen>,
    /// What was read is still there on the next visit.
    left: Vec<Screen>,
}

impl Pages {
    pub(super) fn of(stack: Vec<Screen>) -> Self {
        Self {
            stack,
            left: Vec::new(),
        }
    }

    pub(super) fn front(&self) -> &Screen {
        self.stack.last().unwrap_or(&Screen::Welcome)
    }

    pub(super) fn front_mut(&mut self) -> Option<&mut Screen> {
        self.stack.last_mut()
    }

    pub(super) const fn depth(&self) -> usize {
        self.stack.len()
    }

    /// From the front one back.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Screen> {
        self.stack.iter().rev()
    }

    pub(super) fn push(&mut self, screen: Screen) {
        self.stack.push(screen);
    }

    /// Back one level; the first screen stays.
    pub(super) fn pop(&mut self) {
        if self.stack.len() > 1 {
            let left = self.stack.pop();
            self.keep(left);
        }
    }

    /// Back to the screen that `is` one of, or nowhere.
    pub(super) fn pop_to(&mut self, is: impl Fn(&Screen) -> bool) {
        if let Some(index) = self.stack.iter().rposition(is) {
            let left: Vec<Screen> = self.stack.drain(index + 1..).collect();
            for screen in left {
                self.keep(Some(screen));
            }
        }
    }

    fn keep(&mut self, screen: Option<Screen>) {
        // Nothing is waited for on a page that nobody sees: what was given up half way is asked again on the next visit.
        let screen = match screen {
            Some(Screen::Events(events)) if events.loading.is_some() && events.rows.is_empty() => return,
            Some(Screen::Events(mut events)) => {
                (events.loading, events.all) = (None, false);
                Screen::Events(events)
            }
            Some(Screen::GuardDuty(mut findings)) => {
                findings.rest();
                Screen::GuardDuty(findings)
            }
            Some(_) | None => return,
        };
        let kind = std::mem::discriminant(&screen);
        self.left.retain(|one| std::mem::discriminant(one) != kind);
        self.left.push(screen);
    }

    /// Takes out a screen that was left.
    pub(super) fn take_left(&mut self, is: impl Fn(&Screen) -> bool) -> Option<Screen> {
        let index = self.left.iter().position(is)?;
        Some(self.left.remove(index))
    }

    /// Forgets what was read of an account.
    pub(super) fn forget(&mut self) {
        self.left.clear();
        let first = self.stack.first().cloned();
        self.stack.retain(|screen| {
            !matches!(
                screen,
                Screen::Events(_) | Screen::Inventory(_) | Screen::GuardDuty(_)
            )
        });
        if self.stack.is_empty() {
            self.stack.extend(first);
        }
    }

    fn all(&self) -> impl Iterator<Item = &Screen> {
        self.stack.iter().rev().chain(&self.left)
    }

    fn all_mut(&mut self) -> impl Iterator<Item = &mut Screen> {
        self.stack.iter_mut().rev().chain(&mut self.left)
    }

    /// The event history, as far as it is loaded.
    #[must_use]
    pub fn events(&self) -> Option<&Events> {
        self.all().find_map(|screen| match screen {
            Screen::Events(events) => Some(events.as_ref()),
            _ => None,
        })
    }

    pub(super) fn events_mut(&mut self) -> Option<&mut Events> {
        self.all_mut().find_map(|screen| match screen {
            Screen::Events(events) => Some(events.as_mut()),
            _ => None,
        })
    }

    /// What AWS Config recorded, while it is looked at.
    #[must_use]
    pub fn inventory(&self) -> Option<&Inventory> {
        self.all().find_map(|screen| match screen {
            Screen::Inventory(inventory) => Some(inventory.as_ref()),
            _ => None,
        })
    }

    pub(super) fn inventory_mut(&mut self) -> Option<&mut Inventory> {
        self.all_mut().find_map(|screen| match screen {
            Screen::Inventory(inventory) => Some(inventory.as_mut()),
            _ => None,
        })
    }

    /// GuardDuty's findings, as far as they are read.
    #[must_use]
    pub fn guardduty(&self) -> Option<&GuardDuty> {
        self.all().find_map(|screen| match screen {
            Screen::GuardDuty(findings) => Some(findings.as_ref()),
            _ => None,
        })
    }

    pub(super) fn guardduty_mut(&mut self) -> Option<&mut GuardDuty> {
        self.all_mut().find_map(|screen| match screen {
            Screen::GuardDuty(findings) => Some(findings.as_mut()),
            _ => None,
        })
    }
}
