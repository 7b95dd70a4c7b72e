use super::{Emitter, lines};
use crate::migrate::RootCommand;
use crate::nix::{Bindings, Template, template};

impl Emitter<'_> {
    /// The commands that run in the image's root: under fakeroot when one of them changes an owner.
    pub(super) fn root_commands(&self, image: Bindings) -> Bindings {
        let commands = &self.plan.root;
        if commands.is_empty() {
            return image;
        }
        let needs_root = commands.iter().any(|command| command.needs_root);
        image.gap().bind(if needs_root { "fakeRootCommands" } else { "extraCommands" }, self.script(commands))
    }

    /// One command a line, each below a comment with its place when that is another than the last command's.
    fn script(&self, commands: &[RootCommand]) -> Template {
        let mut script = template();
        let mut origin = None;
        for command in commands {
            if let Some(here) = command.origin.as_ref().filter(|here| origin != Some(*here)) {
                script = script.from_lines(lines(here));
                for line in self.comment(here).lines() {
                    script = script.text(format!("# {line}\n"));
                }
            }
            origin = command.origin.as_ref();
            script = script.append(self.template(&command.command)).text("\n");
        }
        script.block()
    }
}
