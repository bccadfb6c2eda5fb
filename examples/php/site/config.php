<?php
return ["title" => "A site in PHP"];
