use crate::shell::{Command, CommandKind};

/// The commands directly inside a command, in order.
pub(in crate::build) fn children(command: &Command) -> Vec<&Command> {
    match &command.kind {
        CommandKind::Simple(_) | CommandKind::Test(_) => Vec::new(),
        CommandKind::Pipeline { commands, .. } => commands.iter().collect(),
        CommandKind::AndOr { first, rest } => {
            std::iter::once(&**first).chain(rest.iter().map(|(_, command)| command)).collect()
        }
        CommandKind::Group(body) | CommandKind::Subshell(body) => body.iter().collect(),
        CommandKind::If { branches, otherwise } => {
            let branches = branches.iter().flat_map(|(condition, body)| condition.iter().chain(body));
            branches.chain(otherwise.iter().flatten()).collect()
        }
        CommandKind::For { body, .. } | CommandKind::Function { body, .. } => body.iter().collect(),
        CommandKind::While { condition, body, .. } => condition.iter().chain(body).collect(),
        CommandKind::Case { arms, .. } => arms.iter().flat_map(|(_, body)| body).collect(),
        CommandKind::Background(command) => vec![&**command],
    }
}

/// The command and all commands inside it, however deep, each before those inside it.
pub(in crate::build) fn all_inside(command: &Command) -> Vec<&Command> {
    let mut found = Vec::new();
    let mut todo = vec![command];
    while let Some(command) = todo.pop() {
        found.push(command);
        todo.extend(children(command).into_iter().rev());
    }
    found
}
