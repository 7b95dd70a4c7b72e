<?php
require __DIR__ . '/wp-content/theme.php';
