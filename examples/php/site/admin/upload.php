<?php
// Keeps the body of the request as a file: /admin/upload.php?name=photo.jpg
$name = basename($_GET["name"] ?? "");
if ($name === "" || $name[0] === ".") {
    http_response_code(400);
    exit("A name is needed that does not start with a dot.\n");
}
copy("php://input", "/var/www/uploads/$name");
echo "/uploads/$name\n";
