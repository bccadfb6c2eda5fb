<?php
// Caddy sends each path without a file of its own here.
$config = require "config.php";
$path = parse_url($_SERVER["REQUEST_URI"], PHP_URL_PATH);
?>
<!doctype html>
<title><?= htmlspecialchars($config["title"]) ?></title>
<link rel="stylesheet" href="/style.css">
<h1><?= htmlspecialchars($path) ?></h1>
<p>Release <?= htmlspecialchars(getenv("RELEASE")) ?></p>
