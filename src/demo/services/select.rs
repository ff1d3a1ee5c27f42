//! Advanced queries of AWS Config, as far as AWS documents them: SELECT of properties with WHERE, GROUP BY and
//! ORDER BY over one implied table (AWS Config developer guide, "Query components").

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use sqlparser::ast::{
    BinaryOperator, Expr, FunctionArguments, GroupByExpr, InTarget, OrderByKind, OrderBySort, Query, Select,
    SelectItem, SetExpr, Statement, UnaryOperator, Value as Literal,
};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;

/// The rows a query finds, or what is wrong with it.
pub fn select(expression: &str, rows: &[Value]) -> Result<Vec<Value>, String> {
    let query = read(expression)?;
    let SetExpr::Select(select) = *query.body else {
        return Err(unsupported("only SELECT"));
    };
    if select.projection.is_empty() {
        return Err(unsupported("SELECT of nothing"));
    }
    if !select.from.is_empty() || select.having.is_some() || select.distinct.is_some() {
        return Err(unsupported("FROM, HAVING and DISTINCT"));
    }
    let mut found: Vec<&Value> = Vec::new();
    for row in rows {
        let fits = match &select.selection {
            Some(condition) => fits(condition, row)?,
            None => true,
        };
        if fits {
            found.push(row);
        }
    }
    let mut shown = project(&select, &found)?;
    if let Some(order) = query.order_by {
        let OrderByKind::Expressions(by) = order.kind else {
            return Err(unsupported("ORDER BY ALL"));
        };
        for one in by.iter().rev() {
            let name = name_of(&one.expr)?;
            let last_first = matches!(one.options.sort, Some(OrderBySort::Desc));
            shown.sort_by(|a, b| {
                let order = compare(&property(a, &name), &property(b, &name)).unwrap_or(Ordering::Equal);
                if last_first { order.reverse() } else { order }
            });
        }
    }
    Ok(shown)
}

fn unsupported(what: &str) -> String {
    format!("The expression is not valid: {what} is not supported.")
}

fn read(expression: &str) -> Result<Query, String> {
    let statements = Parser::parse_sql(&GenericDialect {}, expression)
        .map_err(|error| format!("The expression is not valid: {error}"))?;
    match <[Statement; 1]>::try_from(statements) {
        Ok([Statement::Query(query)]) if query.with.is_none() && query.limit_clause.is_none() => Ok(*query),
        _ => Err(unsupported("anything but one SELECT without LIMIT")),
    }
}

/// A property's path: `configuration.state.name`.
fn name_of(expression: &Expr) -> Result<Vec<String>, String> {
    match expression {
        Expr::Identifier(one) => Ok(vec![one.value.clone()]),
        Expr::CompoundIdentifier(parts) => Ok(parts.iter().map(|part| part.value.clone()).collect()),
        other => is_count(other)
            .then(|| vec!["COUNT(*)".to_owned()])
            .ok_or_else(|| unsupported(&other.to_string())),
    }
}

fn is_count(expression: &Expr) -> bool {
    matches!(expression, Expr::Function(function)
        if function.name.to_string().eq_ignore_ascii_case("count")
            && matches!(&function.args, FunctionArguments::List(list) if list.args.len() == 1))
}

/// A property's value; through a list, those of all its elements.
fn property(row: &Value, path: &[String]) -> Value {
    let Some((first, rest)) = path.split_first() else {
        return row.clone();
    };
    match row {
        Value::Array(list) => {
            let all: Vec<Value> = list
                .iter()
                .map(|one| property(one, path))
                .filter(|one| !one.is_null())
                .collect();
            if all.is_empty() {
                Value::Null
            } else {
                Value::Array(all)
            }
        }
        Value::Object(fields) => fields.get(first).map_or(Value::Null, |one| property(one, rest)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Value::Null,
    }
}

fn literal(expression: &Expr) -> Result<Value, String> {
    match expression {
        Expr::Value(value) => match &value.value {
            Literal::SingleQuotedString(text) => Ok(json!(text)),
            Literal::Number(text, _) => serde_json::from_str(text).map_err(|_| unsupported(text)),
            Literal::Boolean(flag) => Ok(json!(flag)),
            other => Err(unsupported(&other.to_string())),
        },
        other => Err(unsupported(&other.to_string())),
    }
}

fn compare(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64()?.partial_cmp(&other.as_f64()?),
        (Value::String(one), Value::String(other)) => Some(one.cmp(other)),
        (Value::Bool(one), Value::Bool(other)) => Some(one.cmp(other)),
        _ => None,
    }
}

/// Whether a property, or any element of it where it is a list, is as asked.
fn any(value: &Value, is: impl Fn(&Value) -> bool) -> bool {
    match value {
        Value::Array(list) => list.iter().any(is),
        one => is(one),
    }
}

fn fits(condition: &Expr, row: &Value) -> Result<bool, String> {
    let value = |expression: &Expr| name_of(expression).map(|path| property(row, &path));
    match condition {
        Expr::Nested(inner) => fits(inner, row),
        Expr::UnaryOp {
            op: UnaryOperator::Not,
            expr,
        } => Ok(!fits(expr, row)?),
        Expr::BinaryOp { left, op, right } => match op {
            BinaryOperator::And => Ok(fits(left, row)? && fits(right, row)?),
            BinaryOperator::Or => Ok(fits(left, row)? || fits(right, row)?),
            _ => {
                let (value, wanted) = (value(left)?, literal(right)?);
                let ordered =
                    |is: fn(Ordering) -> bool| any(&value, |one| compare(one, &wanted).is_some_and(is));
                match op {
                    BinaryOperator::Eq => Ok(ordered(Ordering::is_eq)),
                    BinaryOperator::NotEq => Ok(!ordered(Ordering::is_eq)),
                    BinaryOperator::Lt => Ok(ordered(Ordering::is_lt)),
                    BinaryOperator::LtEq => Ok(ordered(Ordering::is_le)),
                    BinaryOperator::Gt => Ok(ordered(Ordering::is_gt)),
                    BinaryOperator::GtEq => Ok(ordered(Ordering::is_ge)),
                    other => Err(unsupported(&other.to_string())),
                }
            }
        },
        Expr::In {
            expr,
            target: InTarget::List(list),
            negated,
            ..
        } => {
            let value = value(expr)?;
            let wanted: Vec<Value> = list.iter().map(literal).collect::<Result<_, _>>()?;
            Ok(any(&value, |one| wanted.contains(one)) != *negated)
        }
        Expr::Between {
            expr,
            negated,
            low,
            high,
        } => {
            let (value, low, high) = (value(expr)?, literal(low)?, literal(high)?);
            let within = any(&value, |one| {
                compare(one, &low).is_some_and(Ordering::is_ge)
                    && compare(one, &high).is_some_and(Ordering::is_le)
            });
            Ok(within != *negated)
        }
        Expr::Like {
            expr,
            pattern,
            negated,
            ..
        } => {
            let (value, pattern) = (value(expr)?, literal(pattern)?);
            let pattern = pattern.as_str().unwrap_or_default();
            let is_like = |text: &str| match pattern.strip_suffix('%') {
                Some(start) => text.starts_with(start),
                None => text == pattern,
            };
            Ok(any(&value, |one| one.as_str().is_some_and(is_like)) != *negated)
        }
        other => Err(unsupported(&other.to_string())),
    }
}

/// Puts a value where its path says.
fn put(row: &mut Map<String, Value>, path: &[String], value: Value) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    if rest.is_empty() {
        row.insert(first.clone(), value);
        return;
    }
    let inner = row.entry(first.clone()).or_insert_with(|| json!({}));
    if let Some(inner) = inner.as_object_mut() {
        put(inner, rest, value);
    }
}

fn project(select: &Select, rows: &[&Value]) -> Result<Vec<Value>, String> {
    let mut columns = Vec::new();
    for item in &select.projection {
        match item {
            SelectItem::UnnamedExpr(expression) => columns.push(name_of(expression)?),
            SelectItem::Wildcard(_) => columns.extend(
                [
                    "resourceType",
                    "resourceId",
                    "resourceName",
                    "arn",
                    "awsRegion",
                    "configuration",
                ]
                .map(|name| vec![name.to_owned()]),
            ),
            other => return Err(unsupported(&other.to_string())),
        }
    }
    let GroupByExpr::Expressions(groups, _) = &select.group_by else {
        return Err(unsupported("GROUP BY ALL"));
    };
    let counted = ["COUNT(*)".to_owned()];
    if groups.is_empty() && !columns.iter().any(|path| *path == counted) {
        return Ok(rows
            .iter()
            .map(|row| {
                let mut shown = Map::new();
                for path in &columns {
                    let value = property(row, path);
                    if !value.is_null() {
                        put(&mut shown, path, value);
                    }
                }
                Value::Object(shown)
            })
            .collect());
    }
    let keys: Vec<Vec<String>> = groups.iter().map(name_of).collect::<Result<_, _>>()?;
    let mut counts: BTreeMap<String, (Vec<Value>, i64)> = BTreeMap::new();
    for row in rows {
        let of: Vec<Value> = keys.iter().map(|path| property(row, path)).collect();
        counts.entry(json!(of).to_string()).or_insert_with(|| (of, 0)).1 += 1;
    }
    Ok(counts
        .into_values()
        .map(|(of, count)| {
            let mut shown = Map::new();
            for path in &columns {
                if *path == counted {
                    shown.insert("COUNT(*)".to_owned(), json!(count));
                } else if let Some(index) = keys.iter().position(|key| key == path)
                    && let Some(value) = of.get(index)
                {
                    put(&mut shown, path, value.clone());
                }
            }
            Value::Object(shown)
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Value> {
        vec![
            json!({"resourceType": "AWS::EC2::Instance", "resourceId": "i-1",
                "configuration": {"state": {"name": "running", "code": 16}, "securityGroups": [{"groupId": "sg-1"}]}}),
            json!({"resourceType": "AWS::EC2::Instance", "resourceId": "i-2",
                "configuration": {"state": {"name": "stopped", "code": 80}, "securityGroups": []}}),
            json!({"resourceType": "AWS::S3::Bucket", "resourceId": "logs"}),
        ]
    }

    fn ids(condition: &str) -> Vec<String> {
        select(&format!("SELECT resourceId WHERE {condition}"), &rows())
            .unwrap()
            .iter()
            .map(|row| row["resourceId"].as_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn conditions_find_what_they_say() {
        assert_eq!(ids("configuration.state.name = 'stopped'"), ["i-2"]);
        assert_eq!(
            ids("resourceType LIKE 'AWS::EC2::%' AND NOT resourceId = 'i-1'"),
            ["i-2"]
        );
        assert_eq!(ids("configuration.securityGroups.groupId = 'sg-1'"), ["i-1"]);
        assert_eq!(ids("resourceId IN ('i-1', 'logs')"), ["i-1", "logs"]);
        assert_eq!(ids("configuration.state.code BETWEEN 10 AND 20"), ["i-1"]);
        assert_eq!(
            ids("(configuration.state.code > 16 OR resourceId = 'logs')"),
            ["i-2", "logs"]
        );
    }

    #[test]
    fn counts_by_group_and_order() {
        let found = select(
            "SELECT resourceType, COUNT(*) GROUP BY resourceType ORDER BY resourceType DESC",
            &rows(),
        )
        .unwrap();
        assert_eq!(
            found,
            [
                json!({"resourceType": "AWS::S3::Bucket", "COUNT(*)": 1}),
                json!({"resourceType": "AWS::EC2::Instance", "COUNT(*)": 2})
            ]
        );
        let nested = select(
            "SELECT configuration.state.name WHERE resourceId = 'i-1'",
            &rows(),
        )
        .unwrap();
        assert_eq!(nested, [json!({"configuration": {"state": {"name": "running"}}})]);
    }

    #[test]
    fn what_aws_does_not_know_is_refused() {
        for text in [
            "",
            "DELETE",
            "SELECT",
            "SELECT resourceId FROM resources",
            "SELECT resourceId LIMIT 1",
            "SELECT a; SELECT b",
            "SELECT resourceId WHERE resourceId = resourceType",
            "SELECT MAX(resourceId)",
        ] {
            assert!(select(text, &rows()).is_err(), "{text}");
        }
    }
}
