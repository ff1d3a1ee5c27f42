//! Tables whose columns fit, in both languages.

use crate::text::width::{pad, width};

/// Lines of a table: each column as wide as its widest cell, two spaces between.
#[must_use]
pub fn table(rows: &[Vec<String>]) -> String {
    // What a stranger could have chosen (a user name in a failed sign-in) must not steer the terminal.
    let tame = |cell: &String| crate::text::visible(&cell.replace(['\n', '\t'], " ")).into_owned();
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(tame).collect()).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            rows.iter()
                .filter_map(|row| row.get(column))
                .map(|cell| width(cell))
                .max()
                .unwrap_or(0)
        })
        .collect();
    let lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| pad(cell, *width))
                .collect();
            cells.join("  ").trim_end().to_owned()
        })
        .collect();
    lines.join("\n")
}
