<?php
echo "board\n";
