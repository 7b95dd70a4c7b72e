<?php
echo "<h1>Blog</h1>";
