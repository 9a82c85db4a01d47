pub fn content_disposition(n:&str)->String{n.to_string()}
