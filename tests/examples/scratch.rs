#[path = "../tests/support/mod.rs"]
mod support;
use msgraph_codegen::plan::client;
use msgraph_codegen::plan::RustType;
use msgraph_codegen::api::*;
struct Names;
impl client::ModelNames for Names { fn value(&self,_:TypeId)->RustType{RustType::Name("T".into())} fn own(&self,_:TypeId)->RustType{RustType::Name("T".into())} }
fn main(){
    let text=std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let mut ops:std::collections::BTreeMap<(String,String),Vec<String>>=Default::default();
    for l in text.lines(){let mut f=l.split('\t');let (p,m,u)=(f.next().unwrap(),f.next().unwrap(),f.next().unwrap()); 
        let u=u.split_whitespace().collect::<Vec<_>>().join("");
        let u=u.replace("(team-id)","{team-id}").replace('<',"{").replace('>',"}");
        ops.entry((p.into(),m.into())).or_default().push(u);}
    let mut s=String::new();
    for ((p,m),us) in &ops{
        let last=us[0].rsplit('/').next().unwrap().to_string();
        let kind= if last.starts_with("$ref"){match m.as_str(){"POST"=>"AddReference","PUT"=>"SetReference","DELETE"=>"RemoveReference",_=>"GetReference"}}
          else if last.starts_with("delta"){"Delta"} else if last=="$count"{"Count"}
          else if last=="$value"||last=="content"{if m=="GET"{"Download"}else{"Upload"}}
          else if last.contains('('){"Function"}
          else {match m.as_str(){"GET"=> if p.contains("list"){"List"}else{"Get"},"POST"=> if p.contains("post")||p.contains("create"){"Create"}else{"Action"},"PATCH"=>"Update","PUT"=>"Replace",_=>"Delete"}};
        let area=p.split('-').next().unwrap();
        s+=&format!("{area} {p}#{m} {m} {kind} {}\n",us.join(", "));
    }
    let api=support::api(&s);
    let t=std::time::Instant::now();
    let plan=client::plan(&api,&Names);
    println!("{:?} ops {} builders {} steps {} methods {} diags {}",t.elapsed(),plan.operations.len(),plan.builders.len(),plan.builders.iter().map(|b|b.steps.len()).sum::<usize>(),plan.builders.iter().map(|b|b.methods.len()).sum::<usize>(),plan.diagnostics.len());
    if std::env::args().nth(2).is_some(){
        for b in &plan.builders{println!("{} {}",b.name,b.docs[0]); for s in &b.steps{println!("    .{}({}) -> {}",s.name,s.arguments.iter().map(|a|a.name.clone()).collect::<Vec<_>>().join(", "),plan.builders[s.target].name);} for m in &b.methods{let o=&plan.operations[m.operation];println!("    .{}({}) => {}::{}",m.name,m.arguments.iter().map(|a|a.name.clone()).collect::<Vec<_>>().join(", "),o.module,o.name);}}
        for d in &plan.diagnostics{println!("{d:?}");}
    }
}
