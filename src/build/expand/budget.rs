/// How much a build may grow beyond the file that describes it.
///
/// `ENV b=$a$a` doubles a value, and a few dozen lines of it would fill any memory: BuildKit's way of working
/// is not linear in the input. Whatever makes something that is not in the file pays for it here, in bytes
/// (or what amounts to their work), and is refused when nothing is left.
#[derive(Clone, Debug)]
pub struct Budget {
    left: usize,
}

impl Budget {
    /// The budget of a whole build, far beyond what any real one needs: 64 MiB.
    pub const BUILD: usize = 64 << 20;

    /// Takes `amount`. False when there is not so much left; then nothing more will be.
    pub fn take(&mut self, amount: usize) -> bool {
        match self.left.checked_sub(amount) {
            Some(left) => {
                self.left = left;
                true
            }
            None => {
                self.left = 0;
                false
            }
        }
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self { left: Self::BUILD }
    }
}
